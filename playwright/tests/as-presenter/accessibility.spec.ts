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
  ['/preflight', 'Preflight'],
] as const

for (const [path, title] of PAGES) {
  test(`axe finds nothing on ${title}, dark and light, wide and on a phone`, async ({ presenter, product }) => {
    for (const theme of ['dark', 'light']) {
      await presenter.context().addCookies([{ name: 'theme', value: theme, url: product.controlCenter.url }])
      await presenter.setViewportSize({ width: 1600, height: 1000 })
      await presenter.goto(new URL(path, product.controlCenter.url).href, { waitUntil: 'commit' })
      await expect(presenter.getByRole('heading', { level: 1, name: title })).toBeAttached()
      await expect(presenter.locator('html')).toHaveAttribute('data-theme', theme)
      expect(await noteworthyViolations(presenter), `${theme}, 1600`).toEqual([])
      await presenter.setViewportSize({ width: 390, height: 844 })
      expect(await noteworthyViolations(presenter), `${theme}, 390`).toEqual([])
      const overflow = () => presenter.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(await overflow()).toBeLessThanOrEqual(0)
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
