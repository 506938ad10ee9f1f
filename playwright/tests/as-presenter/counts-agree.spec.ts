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

/** Counts are sent every ten seconds, and stored in buckets of ten; a busy machine is late by some more. */
const SECONDS_TO_ARRIVE = 25

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
  /** Whether everything that was asked has ended, and so long ago that it has been sent and stored. */
  const quiet = async () => {
    const { rows } = await database.query<{ quiet: boolean }>(
      `select count(*) filter (where ended_at is null) = 0
          and coalesce(max(ended_at) < now() - make_interval(secs => $1), true) as quiet
       from questions`,
      [SECONDS_TO_ARRIVE],
    )
    return rows[0]?.quiet
  }
  const settled = async () => {
    await expect.poll(quiet, { timeout: 90_000, intervals: [500] }).toBe(true)
    let last = ''
    await expect
      .poll(
        async () => {
          const before = last
          last = JSON.stringify(await differences())
          return last === before
        },
        { timeout: 60_000, intervals: [3_000] },
      )
      .toBe(true)
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
