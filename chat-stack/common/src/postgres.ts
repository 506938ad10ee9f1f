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
    client.release(broken)
  }
}
