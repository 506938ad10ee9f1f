import { expect, test } from '../../support/test.ts'
import { KeyboardTour } from '../../support/tour.ts'

test.afterEach(async ({ controlCenter }) => {
  await controlCenter.call('POST', '/api/v1/tour/end')
  await controlCenter.traffic('off')
})

test('a tour begins by keyboard: traffic, then a message that is followed by its own trace', async ({
  presenter,
  controlCenter,
}) => {
  const tour = new KeyboardTour(presenter, controlCenter)
  await tour.command('5-minute')
  await tour.isAt('green')
  await presenter.keyboard.press('Enter')
  await tour.isGreen('green', 40_000)
  await presenter.keyboard.press('PageDown')
  await tour.isAt('message')
  await presenter.keyboard.press('Enter')
  await expect(presenter.getByRole('heading', { name: 'Follow a message' })).toBeAttached()
  await expect(presenter.getByText('“Which plant likes a dark corner?”')).toBeVisible()
  await tour.isGreen('message', 30_000)
  await tour.watchedIsInView()
})

test('single letters are silent in text fields, and can be turned off', async ({ presenter }) => {
  const stage = presenter.getByRole('region', { name: 'Stage' })
  await presenter.keyboard.press('s')
  await expect(stage).toBeVisible()
  await presenter.keyboard.press('Escape')
  await expect(stage).toBeHidden()
  await presenter.keyboard.press('/')
  const field = presenter.getByRole('combobox', { name: 'Find a command' })
  await expect(field).toBeFocused()
  await presenter.keyboard.type('s')
  await expect(field).toHaveValue('s')
  await expect(stage).toBeHidden()
  await presenter.keyboard.press('Escape')
  await presenter.keyboard.press('?')
  await presenter.getByRole('checkbox', { name: /^Single letters/ }).uncheck()
  await presenter.keyboard.press('Escape')
  await presenter.keyboard.press('s')
  await expect(presenter.getByRole('dialog')).toBeHidden()
  await expect(stage).toBeHidden()
})
