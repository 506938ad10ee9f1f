import pg from 'pg'
import type { Logger } from './logger.ts'

export interface PoolOptions {
  url: string
  /** Shown in pg_stat_activity. */
  name: string
  logger: Logger
  /** Connections at most. */
  max: number
  /** Milliseconds for one statement, on the server and here. */
  statementTimeoutMs: number
}

/**
 * A pool that survives a restart of PostgreSQL: broken connections leave it, new ones are made when needed. Waiting
 * for a connection and for a statement both end, so that a slow database slows a request down but never holds it.
 */
export function createPool({ url, name, logger, max, statementTimeoutMs }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    // A little later than the server's own, for a server that no longer answers at all.
    query_timeout: statementTimeoutMs + 1_000,
    keepAlive: true,
  })
  pool.on('error', error => logger.warn({ err: error }, 'an idle PostgreSQL connection broke'))
  return pool
}

/** Runs `work` in one transaction on one connection; a connection whose rollback fails is thrown away. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // A connection that breaks between two statements reports it here only; the next statement fails by itself.
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

/** Error classes that say nothing about the statement: connection, credentials, resources, shutdown, lock or time-out. */
const unavailableClasses = ['08', '28', '53', '55', '57', '3D', '40']

/**
 * Whether a failed statement may succeed later, unchanged: the database is away, refuses us, is overloaded or took too
 * long, as opposed to a statement that is wrong.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  const code = 'code' in error ? String(error.code) : ''
  if (/^[0-9A-Z]{5}$/.test(code)) return unavailableClasses.includes(code.slice(0, 2))
  if (/^E[A-Z]+$/.test(code)) return true
  // pg raises these without a code.
  return /timeout|Connection terminated|not queryable|after calling end/i.test(error.message)
}

/** Why the database does not answer, in one line without its password. */
export function describeUnavailable(error: unknown): string {
  if (error instanceof AggregateError) return describeUnavailable(error.errors[0])
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? error.name) : String(error)
}
