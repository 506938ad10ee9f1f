import { execFileSync } from 'node:child_process'
import { readParts } from '../../support/product.ts'
import { expect, test } from '../../support/test.ts'

test('a login link works once', async ({ browser, controlCenter }) => {
  const link = await controlCenter.loginLink()
  const page = await (await browser.newContext()).newPage()
  await page.goto(link)
  await expect(page.getByRole('button', { name: 'Heal all' })).toBeVisible()
  const second = await (await browser.newContext()).newPage()
  await second.goto(link)
  await expect(second.getByText('npm run open')).toBeVisible()
  await expect(second.getByRole('button', { name: 'Heal all' })).toBeHidden()
})

test('all pods are shown ready, with memory against their limit', async ({ presenter }) => {
  const pods = presenter.getByRole('region', { name: 'Pods' })
  for (const workload of ['backend', 'chaos-reconciler', 'frontend', 'postgres-0', 'rabbitmq-0', 'traffic', 'worker']) {
    const row = pods.getByRole('row').filter({ hasText: workload })
    await expect(row).toContainText('Running')
    await expect(row).toContainText(/\d+ \/ [\d,]+\sMi/)
  }
})

test('a pod’s log follows', async ({ presenter, customer }) => {
  await presenter.getByRole('button', { name: /^Logs of worker-/ }).click()
  const drawer = presenter.getByRole('dialog')
  await expect(drawer).toContainText('ready')
  const before = await drawer.getByText('reply stored').count()
  await customer.getByRole('textbox', { name: 'Your question' }).fill('How do I repot a monstera?')
  await customer.keyboard.press('Enter')
  await expect(drawer.getByText('reply stored')).toHaveCount(before + 1, { timeout: 30_000 })
  await presenter.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
})

test('traffic is turned on, and seen in a second tab within a second', async ({
  presenter,
  anotherPresenter,
  controlCenter,
}) => {
  await controlCenter.traffic('off')
  const second = await anotherPresenter()
  await expect(second.getByRole('radio', { name: /^Off/ })).toBeChecked()
  await presenter.getByRole('radio', { name: /^Light/ }).click({ force: true })
  await expect(presenter.getByRole('radio', { name: /^Light/ })).toBeChecked({ timeout: 5000 })
  await expect(second.getByRole('radio', { name: /^Light/ })).toBeChecked({ timeout: 1000 })
  await controlCenter.traffic('off')
})

test('a foreign Origin, a missing token and a wrong body are refused in words', async ({ product }) => {
  const url = `${product.controlCenter.url}/api/v1/heal`
  const authorization = `Bearer ${product.controlCenter.token}`
  const json = { 'content-type': 'application/json' }
  expect((await fetch(url, { method: 'POST', headers: json, body: '{}' })).status).toBe(401)
  expect(
    (
      await fetch(url, {
        method: 'POST',
        headers: { ...json, authorization, origin: 'http://evil.example' },
        body: '{}',
      })
    ).status,
  ).toBe(403)
  const wrong = await fetch(`${product.controlCenter.url}/api/v1/traffic`, {
    method: 'PUT',
    headers: { ...json, authorization },
    body: '{"profile":"enormous"}',
  })
  expect(wrong.status).toBe(400)
  expect(await wrong.text()).toContain('profile')
})

test('every listening socket of the product is on loopback', async ({ product }) => {
  test.skip(process.platform !== 'linux', 'reads the sockets from ss, which is Linux’ own')
  const parents = new Map(
    execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(line => line.trim().split(/\s+/).map(Number) as [number, number]),
  )
  const own = new Set([product.pid, ...readParts().map(({ pid }) => pid)])
  const belongs = (pid: number): boolean =>
    own.has(pid) || (parents.has(pid) && pid > 1 && belongs(parents.get(pid) ?? 0))
  const lines = execFileSync('ss', ['-Hltnp'], { encoding: 'utf8' }).trim().split('\n')
  const sockets = lines.flatMap(line => {
    const pids = [...line.matchAll(/pid=(\d+)/g)].map(match => Number(match[1]))
    return pids.some(belongs) ? [line.trim().split(/\s+/)[3] ?? ''] : []
  })
  expect(sockets.length).toBeGreaterThan(12)
  expect(sockets.filter(socket => !/^(127\.|\[::1\]|\[::ffff:127\.)/.test(socket))).toEqual([])
})
