import type { DatabaseRow } from '../../../store/rows.ts'
import type { Sample } from '../sender.ts'
import { normalise } from './statement.ts'

const counters = [
  'calls',
  'total_exec_time',
  'rows',
  'shared_blks_hit',
  'shared_blks_read',
  'shared_blks_dirtied',
  'shared_blks_written',
  'local_blks_hit',
  'local_blks_read',
  'local_blks_dirtied',
  'local_blks_written',
  'temp_blks_read',
  'temp_blks_written',
  'blk_read_time',
  'blk_write_time',
] as const
type Counter = (typeof counters)[number]

/** A row of pg_stat_statements; times are milliseconds, and all counters have grown since the server's start. */
export interface StatementRow extends Record<Counter, number> {
  query: string
  datname: string
  rolname: string
}

/** The newest PostgreSQL names block times by what was read: shared_blk_read_time since 17. */
export const statementsQuery = (hasSharedTimes: boolean): string => `
SELECT query, datname, rolname, ${counters
  .map(name => {
    const column = hasSharedTimes && name.startsWith('blk_') ? `shared_${name}` : name
    return `s.${column}::float8 AS ${name}`
  })
  .join(', ')}
  FROM pg_stat_statements s
  JOIN pg_roles ON pg_roles.oid = s.userid
  JOIN pg_database ON pg_database.oid = s.dbid
 WHERE query <> '<insufficient privilege>'
   AND query NOT LIKE 'EXPLAIN %'
 LIMIT 10000`

const metricOf = (counter: Counter): string => {
  const names: Partial<Record<Counter, string>> = { calls: 'count', total_exec_time: 'time' }
  return `postgresql.queries.${names[counter] ?? counter}`
}
/** Datadog's unit is nanoseconds. */
const scaleOf = (counter: Counter): number => (counter.endsWith('_time') ? 1e6 : 1)

interface Total extends StatementRow {
  signature: string
  statement: string
}

export interface StatementDeltas {
  /** What each shape of statement did since the last time, per database and user. */
  samples: (Sample & { kind: 'count' })[]
  /** Statements that were seen for the first time. */
  firstSeen: { signature: string; statement: string; database: string; user: string }[]
}

/** Keeps the counters of the last time, and tells what was added. */
export class Statements {
  #previous: Map<string, Total> | null = null
  /** By the text as the server has it: reading thousands of statements anew each time costs more than asking. */
  #known = new Map<string, ReturnType<typeof normalise>>()

  take(rows: readonly StatementRow[]): StatementDeltas {
    this.#known = new Map(rows.map(({ query }) => [query, this.#known.get(query) ?? normalise(query)]))
    const current = merge(rows, query => this.#known.get(query) ?? normalise(query))
    const previous = this.#previous
    this.#previous = current
    const samples: StatementDeltas['samples'] = []
    const firstSeen: StatementDeltas['firstSeen'] = []
    for (const [key, total] of current) {
      const before = previous?.get(key)
      const { signature, statement, datname, rolname } = total
      if (!before) firstSeen.push({ signature, statement, database: datname, user: rolname })
      // What was there at the first look was done before it.
      if (!previous) continue
      const calls = total.calls - (before?.calls ?? 0)
      // The statistics were reset, or this statement's were dropped and begun anew, or it did not run.
      if (calls <= 0) continue
      const tags = [`query_signature:${signature}`, `db:${datname}`, `user:${rolname}`]
      for (const counter of counters) {
        const value = Math.max(0, total[counter] - (before?.[counter] ?? 0)) * scaleOf(counter)
        samples.push({ kind: 'count', metric: metricOf(counter), value, tags })
      }
    }
    return { samples, firstSeen }
  }
}

/** The server counts a statement once for each way in which it was written; here each shape is one. */
function merge(rows: readonly StatementRow[], shape: typeof normalise): Map<string, Total> {
  const totals = new Map<string, Total>()
  for (const row of rows) {
    const { signature, statement } = shape(row.query)
    const key = `${signature}\n${row.datname}\n${row.rolname}`
    const total = totals.get(key)
    if (total) for (const counter of counters) total[counter] += row[counter]
    else totals.set(key, { ...row, signature, statement })
  }
  return totals
}

/** The text behind a signature. */
export function queryRow(
  { signature, statement, database, user }: StatementDeltas['firstSeen'][number],
  { time, host, tags }: { time: number; host: string; tags: readonly string[] },
): DatabaseRow {
  return {
    time,
    kind: 'query',
    querySignature: signature,
    statement,
    database,
    user,
    service: '',
    env: tags.find(tag => tag.startsWith('env:'))?.slice(4) ?? '',
    host,
    waitEventType: '',
    waitEvent: '',
    traceId: '',
    tags: [...tags, `db:${database}`, `user:${user}`],
    attributes: {},
  }
}
