import type { ReplyStats, Stats } from '@chat-demo/common/contract'
import type pg from 'pg'

export async function readStats(pool: pg.Pool): Promise<Stats> {
  const { rows } = await pool.query<Stats>(
    `select count(*)::int as accepted,
            (count(*) filter (where outcome = 'answered'))::int as answered,
            (count(*) filter (where outcome = 'failed'))::int as failed,
            (count(*) filter (where outcome = 'waiting'))::int as waiting,
            coalesce(floor(extract(epoch from now() - min(accepted_at) filter (where outcome = 'waiting'))), 0)::int
              as "oldestWaitingSeconds",
            (count(*) filter (where timed_out))::int as "timedOut"
       from questions`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('an aggregate without a row')
  return row
}

/** Questions that wait for an answer, and the age of the oldest. */
export async function readBacklog(pool: pg.Pool): Promise<{ waiting: number; oldestSeconds: number }> {
  const { rows } = await pool.query<{ waiting: number; oldestSeconds: number }>(
    `select count(*)::int as waiting,
            coalesce(extract(epoch from now() - min(accepted_at)), 0)::float8 as "oldestSeconds"
       from questions where outcome = 'waiting'`,
  )
  return rows[0] ?? { waiting: 0, oldestSeconds: 0 }
}

export interface ReplyWindow {
  since?: Date | undefined
  until?: Date | undefined
  /** Only the newest so many. */
  last?: number | undefined
}

/** Over questions that ended in the window; those that ended because their conversation was deleted are left out. */
export async function readReplyStats(pool: pg.Pool, { since, until, last }: ReplyWindow): Promise<ReplyStats> {
  const { rows } = await pool.query<ReplyStats>(
    `with ended as (
       select outcome, extract(epoch from ended_at - accepted_at)::float8 as seconds
         from questions
        where outcome <> 'waiting' and not deleted
          and ($1::timestamptz is null or ended_at >= $1)
          and ($2::timestamptz is null or ended_at < $2)
        order by ended_at desc
        limit $3
     )
     select count(*)::int as count,
            (count(*) filter (where outcome = 'failed'))::int as failed,
            percentile_cont(0.5) within group (order by seconds) as "p50Seconds",
            percentile_cont(0.95) within group (order by seconds) as "p95Seconds"
       from ended`,
    [since ?? null, until ?? null, last ?? null],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an aggregate without a row')
  return row
}
