import type { Logger } from '@chat-demo/common'
import { inTransaction } from '@chat-demo/common/postgres'
import type pg from 'pg'

/**
 * How long a report holds its lock: shorter than the 5 s that a statement of the backend may take, so that writers are
 * slow and not refused.
 */
const HOLD_MS = 4_000

/** Makes the job's own table, unless it is there in full. */
export async function prepare(pool: pg.Pool, rows: number): Promise<void> {
  await inTransaction(pool, async client => {
    // Two replicas make it once.
    await client.query('select pg_advisory_xact_lock(724001)')
    await client.query('create schema if not exists reporting')
    await client.query(
      'create unlogged table if not exists reporting.facts (id bigint, segment int, seconds float8, note text)',
    )
    const { rows: found } = await client.query<{ count: string }>('select count(*) from reporting.facts')
    if (Number(found[0]?.count) === rows) return
    await client.query('truncate reporting.facts')
    await client.query(
      `insert into reporting.facts
       select id, id % 40, random() * 30, md5(id::text) from generate_series(1, $1::bigint) as id`,
      [rows],
    )
  })
}

/** One report: a consistent picture, as its author thought, by keeping everybody from writing meanwhile. */
export async function report(pool: pg.Pool, logger: Logger, now: () => number = Date.now): Promise<void> {
  const began = now()
  let scans = 0
  await inTransaction(pool, async client => {
    await client.query('lock table messages in share row exclusive mode')
    const locked = now()
    do {
      await client.query(
        `select segment, count(*), percentile_cont(0.95) within group (order by seconds), max(note)
           from reporting.facts where note like '%a%' group by segment order by segment`,
      )
      scans += 1
    } while (now() - locked < HOLD_MS)
  })
  logger.info({ scans, seconds: (now() - began) / 1_000 }, 'report written')
}
