import pg from 'pg'
import type { PostgresInstance } from './instance.ts'

/** Names the Agent's own sessions, so that they are told apart from those it looks at. */
export const applicationName = 'datadog-agent'

const connectTimeoutMs = 5000
const statementTimeoutMs = 5000
/** A statement may ask for a table that somebody holds: the Agent does not queue up behind them for long. */
const lockTimeoutMs = 300

/** One session that is opened when it is needed, and again after it broke. */
export class PostgresConnection {
  readonly #instance: PostgresInstance
  #client: Promise<pg.Client> | null = null

  constructor(instance: PostgresInstance) {
    this.#instance = instance
  }

  /** @throws what the server or the connection says */
  async query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    const client = await this.#open()
    const { rows } = await client.query<R>(text, values)
    return rows
  }

  /** Runs exactly one statement: the server refuses a text with more of them. */
  async runOne(text: string): Promise<void> {
    const client = await this.#open()
    const config: pg.QueryConfig & { queryMode: 'extended' } = { text, queryMode: 'extended' }
    await client.query(config)
  }

  async close(): Promise<void> {
    const opened = this.#client
    this.#client = null
    await opened?.then(
      client => client.end(),
      () => undefined, // it never opened, and whoever asked for it was told
    )
  }

  #open(): Promise<pg.Client> {
    this.#client ??= this.#connect().catch(error => {
      this.#client = null
      throw error
    })
    return this.#client
  }

  async #connect(): Promise<pg.Client> {
    const { host, port, username, password, dbname } = this.#instance
    const client = new pg.Client({
      host,
      port,
      user: username,
      password,
      database: dbname,
      application_name: applicationName,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: 2 * statementTimeoutMs,
      statement_timeout: statementTimeoutMs,
      lock_timeout: lockTimeoutMs,
    })
    const lost = () => {
      this.#client = null
    }
    // A session that breaks between two queries tells nobody else; the next query opens another.
    client.on('error', lost)
    client.on('end', lost)
    await client.connect()
    return client
  }
}
