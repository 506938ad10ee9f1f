import { expect, test } from '../../support/test.ts'

test.afterEach(async ({ controlCenter }, info) => {
  if (info.status !== info.expectedStatus) await info.attach('traffic', { body: await controlCenter.log('traffic') })
})

test('the person with a browser that traffic brings is seen as a session, with what happened in it', async ({
  presenter,
  controlCenter,
  product,
}) => {
  await controlCenter.traffic('light')
  await presenter.goto(`${product.controlCenter.url}/users`)
  // People of traffic have one name; whoever opens the chat without one is given two.
  const session = presenter
    .getByRole('region', { name: 'Sessions' })
    .getByRole('button', { name: /^\S+ ?, session of/ })
  await expect(session.first()).toBeVisible({ timeout: 60_000 })
  await session.first().click()
  const happened = presenter.getByRole('region', { name: 'What happened' })
  await expect(happened).toContainText('ask')
  await expect(happened.getByRole('link').first()).toHaveAttribute('href', /^\/traces/)
})
