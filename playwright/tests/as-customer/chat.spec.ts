import { seriousViolations } from '../../support/accessibility.ts'
import { expect, test } from '../../support/test.ts'

test('a question is answered while one watches, and its conversation is found again', async ({ customer }) => {
  await customer
    .getByRole('textbox', { name: 'Your question' })
    .fill('Which plants survive a dry balcony that faces south?')
  await customer.keyboard.press('Enter')
  const log = customer.getByRole('log', { name: 'Conversation' })
  await expect(log).toContainText('Lavender', { timeout: 20_000 })
  await expect(log.getByRole('button', { name: 'Copy' })).toBeVisible()
  await expect(customer).toHaveURL(/\/c\/[0-9a-f-]{36}$/)
  await expect(customer.getByRole('heading', { level: 1 })).toHaveText('Which plants survive a dry balcony that…')
  await customer.reload()
  await expect(log).toContainText('Lavender')
})

test('a conversation is renamed and deleted by keyboard', async ({ customer }) => {
  await customer.getByRole('textbox', { name: 'Your question' }).fill('How often do I water a fern?')
  await customer.keyboard.press('Enter')
  await expect(customer.getByRole('log').getByRole('button', { name: 'Copy' })).toBeVisible({ timeout: 20_000 })
  await customer.getByRole('button', { name: /^Menu of How often/ }).focus()
  await customer.keyboard.press('Enter')
  await customer.getByRole('menuitem', { name: 'Rename' }).press('Enter')
  await customer.keyboard.press('Control+A')
  await customer.keyboard.type('The <b>fern</b>')
  await customer.keyboard.press('Enter')
  const link = customer
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link', { name: /The <b>fern<\/b>/ })
  await expect(link).toBeVisible()
  await customer.getByRole('button', { name: 'Menu of The <b>fern</b>' }).focus()
  await customer.keyboard.press('Enter')
  await customer.getByRole('menuitem', { name: 'Delete' }).press('Enter')
  await customer.getByRole('button', { name: /^Delete/ }).press('Enter')
  await expect(link).toBeHidden()
})

test('HTML and script in a question stay text', async ({ customer }) => {
  const dialogs: string[] = []
  customer.on('dialog', dialog => {
    dialogs.push(dialog.message())
    return dialog.dismiss()
  })
  const attack = '<img src=x onerror="alert(1)"> <script>alert(2)</script> **water**?'
  await customer.getByRole('textbox', { name: 'Your question' }).fill(attack)
  await customer.keyboard.press('Enter')
  const log = customer.getByRole('log', { name: 'Conversation' })
  await expect(log.getByRole('button', { name: 'Copy' })).toBeVisible({ timeout: 20_000 })
  await expect(log).toContainText(attack)
  expect(await customer.locator('main img[src="x"], main script').count()).toBe(0)
  expect(dialogs).toEqual([])
})

test('the chat is whole on a phone, and axe finds nothing serious', async ({ customer }) => {
  await customer.setViewportSize({ width: 390, height: 844 })
  await customer.getByRole('textbox', { name: 'Your question' }).fill('Is ivy safe for cats?')
  await customer.keyboard.press('Enter')
  await expect(customer.getByRole('log').getByRole('button', { name: 'Copy' })).toBeVisible({ timeout: 20_000 })
  const overflow = await customer.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  expect(await seriousViolations(customer)).toEqual([])
})

test('a foreign Host is refused', async ({ product }) => {
  const url = new URL(product.frontend.url)
  const { request } = await import('node:http')
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: url.port, path: '/', headers: { host: 'evil.example' } },
      response => {
        response.resume()
        resolve(response.statusCode)
      },
    )
    sent.on('error', reject)
    sent.end()
  })
  expect(status).toBe(421)
})
