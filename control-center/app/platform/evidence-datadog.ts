import type { Clock, DatadogPromise, DatadogSignals, DatadogWindow, Finding } from '@chat-demo/engine'
import { itemSearch, type MonitorAnswer, monitorList, scalarQuery } from './datadog/calls.ts'
import type { DatadogClient } from './datadog/client.ts'
import { monitorTags } from './widgets/marker.ts'

const REPORTED_MS = 600_000
/** A window shorter than this has no whole point of any metric yet. */
const SHORTEST_MS = 15_000
/** A point of a metric speaks of the ten seconds that begin with it: the last ones before an injection hold some of it. */
const POINT_MS = 10_000

type Metric = Extract<DatadogPromise, { datadogMetric: unknown }>['datadogMetric']
type Level = NonNullable<Metric['above']>

/** Promised signals as Datadog's public API answers them, for the installation named by its DD_ENV. */
export class DatadogEvidence implements DatadogSignals {
  readonly #client: DatadogClient
  readonly #env: string
  readonly #clock: Clock

  constructor(client: DatadogClient, env: string, clock: Clock) {
    this.#client = client
    this.#clock = clock
    this.#env = env
  }

  look(promise: DatadogPromise, window: DatadogWindow): Promise<Finding> {
    const { injectedAt, now } = window
    if ('monitor' in promise) return this.#monitor(promise.monitor.key, injectedAt)
    if ('spans' in promise) return this.#items('spans', promise.spans, injectedAt, now)
    if ('logs' in promise) return this.#items('logs', promise.logs, injectedAt, now)
    return this.#metric(promise.datadogMetric, window)
  }

  async reported(query: string): Promise<boolean> {
    const now = this.#clock.now()
    const metric = { queries: { reported: query }, formula: 'reported', aggregator: 'last' as const }
    return (await this.#value(metric, now - REPORTED_MS, now)) !== null
  }

  async #monitor(key: string, injectedAt: number): Promise<Finding> {
    const [monitor] = await this.#client.call(monitorList(`${monitorTags(this.#env)},demo_key:${key}`))
    if (!monitor) return { seen: null, found: `there is no monitor ${key}: apply the definitions` }
    const state = monitor.overall_state ?? 'not evaluated'
    if (state !== 'Alert') return { seen: false, found: `${monitor.name}: ${state}` }
    // An alert of the run before is no evidence of this one.
    const since = alertingSince(monitor)
    if (since !== null && since < injectedAt)
      return { seen: false, found: `${monitor.name}: alerts since before the injection` }
    return { seen: true, found: `${monitor.name}: ${state}` }
  }

  async #items(
    kind: 'spans' | 'logs',
    { query, atLeast }: { query: string; atLeast: number },
    injectedAt: number,
    now: number,
  ): Promise<Finding> {
    const search = { query: this.#fill(query), indexes: [], from: injectedAt, to: now, limit: atLeast }
    const { data } = await this.#client.call(itemSearch(kind, search))
    return {
      seen: data.length >= atLeast,
      found: `${data.length} of ${atLeast} ${kind === 'spans' ? 'spans' : 'log lines'}: ${query.replace('$env', '').trim()}`,
    }
  }

  async #metric(
    { above, below, overSeconds, ...metric }: Metric,
    { quietFrom, injectedAt, now }: DatadogWindow,
  ): Promise<Finding> {
    const from = Math.max(injectedAt, now - overSeconds * 1000)
    if (now - from < SHORTEST_MS) return { seen: false, found: 'too early for a value' }
    const wanted = above ?? below ?? 0
    const baseline = typeof wanted === 'number' ? null : await this.#value(metric, quietFrom, injectedAt - POINT_MS)
    const limit = limitOf(wanted, baseline)
    if (limit === null) return { seen: null, found: 'no value from before the injection to compare with' }
    const value = await this.#value(metric, from, now)
    if (value === null) return { seen: false, found: 'no value yet' }
    const word = above === undefined ? 'below' : 'above'
    const before = baseline === null ? '' : `, ${figure(baseline)} before`
    return {
      seen: above === undefined ? value < limit : value > limit,
      found: `${figure(value)}${before}; wanted ${word} ${figure(limit)}`,
    }
  }

  /** One figure for the whole window; null when nothing was reported. */
  async #value(
    { queries, formula, aggregator }: Pick<Metric, 'queries' | 'formula' | 'aggregator'>,
    from: number,
    to: number,
  ): Promise<number | null> {
    const body = {
      from: Math.floor(from),
      to: Math.floor(to),
      queries: Object.entries(queries).map(([name, query]) => ({
        name,
        data_source: 'metrics',
        query: this.#fill(query),
        aggregator,
      })),
      formulas: [{ formula }],
    }
    const answer = await this.#client.call(scalarQuery(body))
    const column = answer.data.attributes.columns.find(one => one.type === 'number')
    const value = column?.values[0]
    return typeof value === 'number' ? value : null
  }

  #fill(query: string): string {
    return query.replaceAll('$env', `env:${this.#env}`)
  }
}

/** When the monitor began to alert, milliseconds since the epoch; null when it does not say. */
function alertingSince({ state, overall_state_modified: modified }: MonitorAnswer): number | null {
  const groups = Object.values(state?.groups ?? {})
  const triggered = groups.flatMap(({ status, last_triggered_ts: at }) => (status === 'Alert' && at ? [at * 1000] : []))
  if (triggered.length > 0) return Math.max(...triggered)
  return modified ? new Date(modified).getTime() : null
}

/** The figure that is to be passed; null when it depends on a baseline that is not there. */
function limitOf(level: Level, baseline: number | null): number | null {
  if (typeof level === 'number') return level
  if (baseline === null) return null
  return 'timesBaseline' in level ? level.timesBaseline * baseline : level.baselinePlus + baseline
}

const figure = (value: number): string => String(Number(value.toPrecision(3)))
