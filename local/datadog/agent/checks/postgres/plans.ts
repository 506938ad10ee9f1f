import pg from 'pg'
import { obfuscateSql } from '../../../intake/sql/obfuscate.ts'
import type { DatabaseRow } from '../../../store/rows.ts'
import { durationOf, type RowContext, type Session, sessionRow } from './activity.ts'
import type { PostgresConnection } from './connection.ts'
import { normalise, signatureOf, withoutLeadingComments } from './statement.ts'

const explainable = /^(?:select|insert|update|delete|with|table|values|merge)\b/i
/** A statement is explained again after this long; the Agent, too, tells of each plan 15 times an hour. */
const againAfterMs = 240_000
/** A statement of this many bytes less than `track_activity_query_size` may have been cut off. */
const cutOffMargin = 7

/** SQLSTATE of a lock that was not had in time. */
const lockNotAvailable = '55P03'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** A statement's plan, or why there is none in the words of the Agent. */
type Explained = { plan: Json } | { code: string; message: string }

/** Asks for the plans of statements that run or ran last in their session, each shape at most 15 times an hour. */
export class Plans {
  readonly #connection: PostgresConnection
  readonly #explainFunction: string
  readonly #asked = new Map<string, number>()
  #querySize: number | null = null

  constructor(connection: PostgresConnection, explainFunction: string) {
    this.#connection = connection
    this.#explainFunction = explainFunction
  }

  /** Plans of those sessions whose statements have not been explained lately; a plan that cannot be had says why. */
  async of(sessions: readonly Session[], context: RowContext): Promise<DatabaseRow[]> {
    const rows: DatabaseRow[] = []
    for (const [signature, at] of this.#asked) if (context.time - at > againAfterMs) this.#asked.delete(signature)
    for (const session of sessions) {
      const { signature } = normalise(session.query)
      // Who asks about a table that somebody holds waits as long as the statement does.
      const tableIsHeld = session.wait_event_type === 'Lock' && session.wait_event === 'relation'
      if (tableIsHeld || this.#asked.has(signature)) continue
      if (!explainable.test(withoutLeadingComments(session.query))) continue
      const explained = (await this.#isCutOff(session.query))
        ? { code: 'query_truncated', message: 'track_activity_query_size' }
        : await this.#explain(session.query, signature)
      // Others would wait for the same lock: all of them are asked again at the next sample.
      if (explained === 'locked') break
      this.#asked.set(signature, context.time)
      rows.push(planRow(session, explained, context))
    }
    return rows
  }

  async #isCutOff(query: string): Promise<boolean> {
    if (this.#querySize === null) {
      const [row] = await this.#connection.query<{ size: number }>(
        `SELECT setting::int AS size FROM pg_settings WHERE name = 'track_activity_query_size'`,
      )
      this.#querySize = row?.size ?? 1024
    }
    return Buffer.byteLength(query) >= this.#querySize - cutOffMargin
  }

  async #explain(query: string, signature: string): Promise<Explained | 'locked'> {
    try {
      return /\$\d+/.test(query)
        ? await this.#explainParameterised(query, `dd_${signature}`)
        : await this.#ask(withoutLeadingComments(query))
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === lockNotAvailable) return 'locked'
      // The database's own answer to a statement that cannot be explained; a broken connection is told by others.
      return { code: 'database_error', message: error instanceof Error ? error.message : String(error) }
    }
  }

  async #ask(statement: string): Promise<Explained> {
    const [row] = await this.#connection.query<{ plan: Json }>(`SELECT ${this.#explainFunction}($1) AS plan`, [
      statement,
    ])
    const plan = Array.isArray(row?.plan) ? row.plan[0] : undefined
    return plan === undefined ? { code: 'no_plans_possible', message: 'the function gave no plan' } : { plan }
  }

  /** Clients send parameters apart from the statement: a prepared one has a plan that is the same for all of them. */
  async #explainParameterised(query: string, name: string): Promise<Explained> {
    await this.#connection.query("SELECT set_config('plan_cache_mode', 'force_generic_plan', false)")
    await this.#connection.runOne(`PREPARE ${name} AS ${withoutLeadingComments(query)}`)
    try {
      const [row] = await this.#connection.query<{ parameters: number }>(
        'SELECT cardinality(parameter_types) AS parameters FROM pg_prepared_statements WHERE name = $1',
        [name],
      )
      const nulls = Array.from({ length: row?.parameters ?? 0 }, () => 'null').join(', ')
      return await this.#ask(`EXECUTE ${name}${nulls && `(${nulls})`}`)
    } finally {
      await this.#connection.runOne(`DEALLOCATE ${name}`)
    }
  }
}

function planRow(session: Session, explained: Explained, context: RowContext): DatabaseRow {
  const row = sessionRow(session, 'plan', context)
  const plan = 'plan' in explained ? explained.plan : null
  const root = plan && typeof plan === 'object' && !Array.isArray(plan) ? plan.Plan : undefined
  const cost = root && typeof root === 'object' && !Array.isArray(root) ? root['Total Cost'] : undefined
  return {
    ...row,
    attributes: {
      duration: durationOf(session, context.time),
      network: { client: { ip: session.client_addr, port: session.client_port } },
      pid: session.pid,
      application_name: session.application_name,
      db: {
        plan:
          'plan' in explained
            ? {
                definition: JSON.stringify(obfuscatePlan(explained.plan)),
                signature: signatureOf(JSON.stringify(shapeOf(explained.plan))),
                cost: typeof cost === 'number' ? cost : null,
                collection_errors: null,
              }
            : { definition: null, signature: null, cost: null, collection_errors: [explained] },
      },
    },
  }
}

/** Fields of a plan in which the statement's own conditions stand. */
const conditions = /(?:Cond|Filter|Output|Key|Conflict Filter|Function Call|Cache Key)$/

/** A plan without the literals of its statement. */
export function obfuscatePlan(plan: Json): Json {
  return mapPlan(plan, (key, value) => (conditions.test(key) ? obfuscateSql(value, { keepAlias: true }) : value))
}

/** What tells one plan from another: its nodes and conditions, not its estimates. */
export function shapeOf(plan: Json): Json {
  const obfuscated = obfuscatePlan(plan)
  return without(obfuscated, key => / (?:Cost|Rows|Width)$/.test(key) || key === 'Workers Planned')
}

function mapPlan(value: Json, text: (key: string, value: string) => string, key = ''): Json {
  if (typeof value === 'string') return text(key, value)
  if (Array.isArray(value)) return value.map(item => mapPlan(item, text, key))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapPlan(item, text, name)]))
}

function without(value: Json, leaveOut: (key: string) => boolean): Json {
  if (Array.isArray(value)) return value.map(item => without(item, leaveOut))
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).filter(([key]) => !leaveOut(key))
  return Object.fromEntries(kept.map(([key, item]) => [key, without(item, leaveOut)]))
}
