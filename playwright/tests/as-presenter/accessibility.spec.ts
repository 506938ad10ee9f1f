import { noteworthyViolations } from '../../support/accessibility.ts'
import { expect, test } from '../../support/test.ts'

const PAGES = [
  ['/', 'Control center'],
  ['/traces', 'Traces'],
  ['/traces/follow', 'Follow a message'],
  ['/logs', 'Logs'],
  ['/model', 'Model'],
  ['/database', 'Database'],
  ['/messages', 'Message flow'],
  ['/users', 'Users'],
  ['/monitors', 'Monitors'],
  ['/runs', 'Runs'],
  ['/preflight', /^(Ready|Not ready)/],
] as const

// Colours depend on the theme alone and order on the width alone: two of the four combinations see all of both.
for (const [theme, width, height] of [
  ['dark', 1600, 1000],
  ['light', 390, 844],
] as const) {
  test(`axe finds nothing on any page, ${theme} at ${width}, and nothing overflows`, async ({ presenter, product }) => {
    test.setTimeout(240_000)
    await presenter.context().addCookies([{ name: 'theme', value: theme, url: product.controlCenter.url }])
    await presenter.setViewportSize({ width, height })
    for (const [path, title] of PAGES) {
      await test.step(path, async () => {
        await presenter.goto(new URL(path, product.controlCenter.url).href, { waitUntil: 'commit' })
        await expect(presenter.getByRole('heading', { level: 1, name: title })).toBeAttached()
        await expect(presenter.locator('html')).toHaveAttribute('data-theme', theme)
        expect.soft(await noteworthyViolations(presenter), path).toEqual([])
        const overflow = await presenter.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect.soft(overflow, path).toBeLessThanOrEqual(0)
      })
    }
  })
}

test('axe finds nothing on stage, nor in the list of keys', async ({ presenter }) => {
  await presenter.keyboard.press('s')
  await expect(presenter.getByRole('region', { name: 'Stage' })).toBeVisible()
  expect(await noteworthyViolations(presenter)).toEqual([])
  await presenter.keyboard.press('?')
  await expect(presenter.getByRole('dialog', { name: 'All keys' })).toBeVisible()
  expect(await noteworthyViolations(presenter)).toEqual([])
})
