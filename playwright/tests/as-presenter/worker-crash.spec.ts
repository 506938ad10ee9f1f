import pg from 'pg'
import { replicasOf } from '../../support/cluster.ts'
import { readParts } from '../../support/product.ts'
import { chatStats, expect, test } from '../../support/test.ts'

test.describe.configure({ mode: 'serial' })
test.afterEach(async ({ controlCenter }) => controlCenter.heal())

test('the worker is crashed and healed by keyboard; its promises are kept, nothing is lost', async ({
  presenter,
  customer,
  controlCenter,
  product,
}) => {
  test.setTimeout(400_000)
  // Five questions a second: the baseline of 60 messages is there in a quarter of a minute.
  await controlCenter.traffic('medium')
  const steady = presenter.getByRole('region', { name: /Steady state/ })
  await expect(steady).toContainText('Baseline since', { timeout: 120_000 })

  await presenter.keyboard.press('c')
  await presenter.keyboard.press('1')
  await presenter.keyboard.press('Enter')
  const card = presenter.getByRole('article', { name: 'Run: Worker crash' }).first()
  await expect(card).toContainText('Active')
  await expect(card).toContainText('worker replicas 1 → 0')

  await customer.getByRole('textbox', { name: 'Your question' }).fill('Can herbs grow in the shade?')
  await customer.keyboard.press('Enter')
  await expect(customer.getByText('This one takes longer than it should', { exact: true })).toBeVisible({
    timeout: 25_000,
  })
  await expect(customer.getByRole('button', { name: 'Ask again' })).toBeVisible()
  await expect
    .poll(async () => (await controlCenter.runs())[0]?.evidence.filter(each => each.seenAfterSeconds === null), {
      timeout: 100_000,
    })
    .toEqual([])
  for (const { signal, withinSeconds, seenAfterSeconds } of (await controlCenter.runs())[0]?.evidence ?? []) {
    expect(seenAfterSeconds, signal).toBeLessThanOrEqual(withinSeconds)
  }
  expect((await chatStats(product)).waiting).toBeGreaterThan(0)

  await presenter.keyboard.press('h')
  await expect(card).toContainText('Recovering')
  // The question that timed out is answered by itself, in the tab where it was asked.
  await expect(customer.getByRole('log').getByRole('button', { name: 'Copy' })).toBeVisible({ timeout: 30_000 })
  await expect(card).toContainText('Healed', { timeout: 180_000 })
  await expect(card).toContainText('0 lost')

  await controlCenter.traffic('off')
  await expect.poll(() => chatStats(product), { timeout: 30_000 }).toMatchObject({ waiting: 0, failed: 0, lost: 0 })
  const client = new pg.Client({ connectionString: product.postgres.url })
  await client.connect()
  // A reply goes with its conversation when somebody deletes that; the account of its question stays.
  const { rows } = await client.query<{ unended: string; unanswered: string }>(
    `select count(*) filter (where ended_at is null) as unended,
            count(*) filter (where outcome = 'answered'
              and exists (select 1 from conversations where id = questions.conversation_id)
              and not exists (select 1 from messages reply where reply.question_id = questions.id)) as unanswered
     from questions`,
  )
  await client.end()
  expect(rows[0]).toEqual({ unended: '0', unanswered: '0' })
})

test('a control center that is killed shows the run again with its remaining time', async ({
  presenter,
  controlCenter,
}) => {
  test.setTimeout(180_000)
  await controlCenter.inject('worker-crash', 120)
  const card = presenter.getByRole('article', { name: 'Run: Worker crash' }).first()
  await expect(card).toContainText('Active')
  const killed = readParts().find(part => part.name === 'control-center')?.pid ?? 0
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => readParts().find(part => part.name === 'control-center')?.pid).not.toBe(killed)
  await expect
    .poll(async () => (await controlCenter.runs().catch(() => []))[0]?.state, { timeout: 30_000 })
    .toBe('active')
  await expect(card).toContainText('Heals by itself in 1:', { timeout: 30_000 })
})

test('the reconciler heals on time while the control center stands still', async ({ controlCenter }) => {
  test.setTimeout(180_000)
  const { id } = await controlCenter.inject('worker-crash', 15)
  const pid = readParts().find(part => part.name === 'control-center')?.pid ?? 0
  const began = Date.now()
  process.kill(pid, 'SIGSTOP')
  try {
    await expect.poll(() => replicasOf('worker'), { timeout: 30_000 }).toBe(1)
    expect(Date.now() - began).toBeLessThan(20_000)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await expect
    .poll(async () => (await controlCenter.runs()).find(run => run.id === id)?.healedBy, { timeout: 20_000 })
    .toContain('chaos-reconciler')
})
