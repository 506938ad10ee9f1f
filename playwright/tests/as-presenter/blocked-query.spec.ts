import pg from 'pg'
import { datadog, spansOf } from '../../support/datadog.ts'
import { expect, test } from '../../support/test.ts'

test('a query that is blocked is found with its blocker and its trace, while it waits', async ({ product }) => {
  const api = datadog(product)
  const blocker = new pg.Client({ connectionString: product.postgres.url, application_name: 'the-blocker' })
  await blocker.connect()
  const post = (path: string, body: unknown) =>
    fetch(`${product.frontend.url}/api/conversations${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const { id } = (await (await post('', {})).json()) as { id: string }
  const from = Date.now()
  const blocked = async () =>
    (await api.databaseSamples('dbm_type:activity', from)).find(
      ({ trace_id, db }) => db.wait_event_type === 'Lock' && trace_id,
    )
  try {
    const { rows } = await blocker.query<{ pid: number }>('select pg_backend_pid() as pid')
    await blocker.query('begin')
    await blocker.query('lock table messages in access exclusive mode')
    const asked = post(`/${id}/messages`, { content: 'How much light does a monstera want?' })
    await expect.poll(blocked, { timeout: 10_000 }).toBeDefined()
    await blocker.query('rollback')
    const reply = await asked
    expect(reply.status).toBe(200)
    await reply.text()

    const sample = await blocked()
    expect(sample?.db.statement.toLowerCase()).toContain('messages')
    expect(sample?.blocking_pids).toEqual([rows[0]?.pid])
    const names = async () => (await spansOf(api, sample?.trace_id ?? '')).map(span => span.name)
    await expect.poll(names, { timeout: 10_000 }).toEqual(expect.arrayContaining(['pg.query', 'fastify.request']))
  } finally {
    await blocker.end()
  }
})
