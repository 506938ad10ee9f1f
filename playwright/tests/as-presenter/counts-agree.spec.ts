import pg from 'pg'
import { datadog } from '../../support/datadog.ts'
import { chatStats, expect, test } from '../../support/test.ts'

/** What widgets count, and how the database counts the same thing. */
const counted = {
  'sum:chat.question.accepted{*}.as_count()': 'select count(*) from questions',
  'sum:chat.request{outcome:ok}.as_count()': 'select count(*) from questions where outcome = $$answered$$',
  'sum:chat.reply.ended{outcome:answered}.as_count()': 'select count(*) from questions where outcome = $$answered$$',
  'sum:trace.openai.request.hits{service:worker}.as_count()':
    'select count(*) from questions where outcome = $$answered$$',
}

test('the numbers of widgets are those of the database, one by one', async ({ controlCenter, product }) => {
  test.setTimeout(180_000)
  const api = datadog(product)
  const database = new pg.Pool({ connectionString: product.postgres.url, max: 2 })
  const since = Date.now() - 3600_000

  /** Rows less what Datadog has counted: constant while nothing is on its way or lost. */
  const differences = async () =>
    Promise.all(
      Object.entries(counted).map(async ([query, sql]) => {
        const { rows } = await database.query<{ count: string }>(sql)
        return Number(rows[0]?.count) - (await api.total(query, since))
      }),
    )
  const settled = async () => {
    let last = ''
    let same = 0
    // Counts are sent every ten seconds, and stored in buckets of ten: unchanged for longer, all of them have arrived.
    await expect
      .poll(
        async () => {
          const now = JSON.stringify(await differences())
          same = now === last ? same + 1 : 0
          last = now
          return same
        },
        { timeout: 90_000, intervals: [3_000] },
      )
      .toBeGreaterThanOrEqual(7)
    return JSON.parse(last) as number[]
  }

  const synthetic = await api.pauseSynthetics()
  try {
    await controlCenter.traffic('off')
    const before = await settled()
    const { answered } = await chatStats(product)
    await controlCenter.traffic('medium')
    await expect
      .poll(async () => (await chatStats(product)).answered, { timeout: 60_000 })
      .toBeGreaterThan(answered + 40)
    await controlCenter.traffic('off')
    await expect.poll(async () => (await chatStats(product)).waiting, { timeout: 30_000 }).toBe(0)
    expect(await settled()).toEqual(before)
  } finally {
    await synthetic.resume()
    await database.end()
  }
})
