import { expect, test } from '../../support/test.ts'
import { KeyboardTour } from '../../support/tour.ts'

const TOUR = 'fifteen-minutes'
/** Recovery is proven by what has to hold for 30 s, after everything is back. */
const GATE_MS = 300_000

test.afterEach(async ({ controlCenter }) => {
  await controlCenter.call('POST', '/api/v1/tour/end')
  await controlCenter.heal()
})

test('the whole tour is given by keyboard alone, and every gate turns green', async ({
  presenter,
  controlCenter,
}, info) => {
  test.setTimeout(1_800_000)
  const tour = new KeyboardTour(presenter, controlCenter)
  const before = await tour.rehearsals(TOUR)
  const steps = await tour.steps(TOUR)
  expect(steps).toHaveLength(23)
  await tour.command('15-minute')
  const overflow = () => presenter.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

  for (const [index, step] of steps.entries()) {
    await test.step(`${index + 1} ${step.title}`, async () => {
      await tour.isAt(step.id)
      const missing = await tour.missing(step.id)
      const name = `${String(index + 1).padStart(2, '0')}-${step.id}`
      if (missing === undefined) {
        await presenter.keyboard.press('Enter')
        if (step.gate.length > 0) await tour.isGreen(step.id, GATE_MS)
        if (step.watch && !('page' in step.watch && !('card' in step.watch))) await tour.watchedIsInView()
      } else {
        await expect(presenter.getByText(missing).filter({ visible: true }).first()).toBeVisible()
      }
      expect(await overflow()).toBeLessThanOrEqual(0)
      await presenter.screenshot({ path: info.outputPath(`${name}.png`) })
      await presenter.keyboard.press('s')
      await expect(presenter.getByRole('region', { name: 'Stage' })).toBeVisible()
      await presenter.screenshot({ path: info.outputPath(`${name}-stage.png`) })
      await presenter.keyboard.press(index % 2 === 0 ? 's' : 'Escape')
      await expect(presenter.getByRole('region', { name: 'Stage' })).toBeHidden()
      // Arrow keys, and those of a presenter's remote.
      if (index < steps.length - 1) await presenter.keyboard.press(index % 2 === 0 ? 'ArrowRight' : 'PageDown')
    })
  }
  await tour.command('End the tour')
  await expect.poll(() => tour.rehearsals(TOUR)).toBe(before + 1)
  await expect.poll(async () => (await controlCenter.runs()).slice(0, 2).map(run => run.requests?.lost)).toEqual([0, 0])
})
