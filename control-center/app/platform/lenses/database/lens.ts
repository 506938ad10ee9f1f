import { messageOf } from '@chat-demo/engine'
import { scalarQuery } from '../../datadog/calls.ts'
import type { KeptCalls } from '../../datadog/kept.ts'
import { activityView, hexTrace, timeOf } from './activity.ts'
import { type DatabaseSample, databaseSamples } from './calls.ts'
import type { ActivityView, PlanAnswer, QueriesView } from './model.ts'
import { planView } from './plan.ts'
import { queryRows, textsOf } from './queries.ts'

const HOUR_MS = 3_600_000
const ACTIVITY_MS = 2_000
const QUERIES_MS = 10_000
const TEXTS_MS = 30_000
const PLAN_MS = 30_000

/** What Database Monitoring tells of the installation's PostgreSQL. */
export class DatabaseLens {
  readonly #calls: KeptCalls
  readonly #env: string

  constructor(calls: KeptCalls, env: string) {
    this.#calls = calls
    this.#env = env
  }

  /** Who waits for whom now. @throws DatadogError */
  async activity(): Promise<ActivityView> {
    const { answer, at } = await this.#calls.ask('activity', ACTIVITY_MS, now =>
      databaseSamples({ query: `dbm_type:activity env:${this.#env}`, from: now - 60_000, to: now, limit: 200 }),
    )
    return activityView(answer, at)
  }

  /** Statements by their time over the last `spanMs`. @throws DatadogError */
  async queries(spanMs: number): Promise<QueriesView> {
    const by = `{env:${this.#env}} by {query_signature,user}.as_count()`
    const query = (name: string) => ({
      name,
      data_source: 'metrics',
      query: `sum:postgresql.queries.${name}${by}`,
      aggregator: 'sum',
    })
    const [{ answer }, texts] = await Promise.all([
      this.#calls.ask(`queries ${spanMs}`, QUERIES_MS, now =>
        scalarQuery({
          from: now - spanMs,
          to: now,
          queries: [query('time'), query('count')],
          formulas: [{ formula: 'time' }, { formula: 'count' }],
        }),
      ),
      this.#texts(),
    ])
    return { rows: queryRows(answer, texts.known), textProblem: texts.problem }
  }

  /** The newest plan of a statement. @throws DatadogError */
  async plan(signature: string): Promise<PlanAnswer> {
    const query = `dbm_type:plan env:${this.#env} @db.query_signature:${signature}`
    const { answer } = await this.#calls.ask(`plan ${signature}`, PLAN_MS, now =>
      databaseSamples({ query, from: now - 4 * HOUR_MS, to: now, limit: 20 }),
    )
    return planAnswer(answer.result.events.map(({ event }) => event))
  }

  /** Texts are a comfort: without them the figures still stand. */
  async #texts(): Promise<{ known: Map<string, string>; problem: string | null }> {
    const ask = (kind: string) =>
      this.#calls.ask(
        `texts ${kind}`,
        TEXTS_MS,
        now =>
          databaseSamples({
            query: `dbm_type:${kind} env:${this.#env}`,
            from: now - 4 * HOUR_MS,
            to: now,
            limit: 1000,
          }),
        3,
      )
    const answers = await Promise.allSettled([ask('query'), ask('plan'), ask('activity')])
    const samples = answers.flatMap(answer =>
      answer.status === 'fulfilled' ? answer.value.answer.result.events.map(({ event }) => event) : [],
    )
    const failed = answers.find(answer => answer.status === 'rejected')
    return { known: textsOf(samples), problem: failed ? messageOf(failed.reason) : null }
  }
}

/** The first of the samples, newest first, that has a plan; else why it has none. */
export function planAnswer(samples: readonly DatabaseSample[]): PlanAnswer {
  const found = samples.find(({ custom }) => custom.db.plan?.definition)
  const definition = found?.custom.db.plan?.definition
  if (found && definition) {
    const plan = planView(definition)
    if (typeof plan === 'string') return { found: false, why: plan }
    const { statement } = found.custom.db
    const at = new Date(timeOf(found)).toISOString()
    return { found: true, at, statement: statement ?? '', traceId: hexTrace(found.custom.trace_id), plan }
  }
  const [newest] = samples
  const error = newest?.custom.db.plan?.collection_errors?.[0]
  if (error) return { found: false, why: `PostgreSQL gave no plan: ${error.message || error.code || 'no reason'}` }
  return {
    found: false,
    why: 'The Agent has not met this statement while it ran. Plans come for statements that it samples, slow ones first.',
  }
}
