import type { Clock, DatadogPromise, Run } from '@chat-demo/engine'
import type { FilmMark, Picture } from '../../features/runs/film-schema.ts'
import { itemSearch, monitorList, timeseriesQuery } from '../datadog/calls.ts'
import type { DatadogClient } from '../datadog/client.ts'
import type { Lenses } from '../lenses/lenses.ts'
import type { TraceDetail } from '../lenses/model.ts'
import { readLogs } from '../lenses/read-logs.ts'
import { readSpans } from '../lenses/read-spans.ts'
import type { Episode } from '../lenses/slos/model.ts'
import { monitorTags } from '../widgets/marker.ts'
import { monitorQuery } from './monitor-query.ts'
import type { Camera } from './recorder.ts'

const LINES = 6
const LINE_LENGTH = 160
const BARS = 14
const POINTS = 120
/** Checks of the Agent run each 15 s: a shorter interval would show holes between them. */
const SMALLEST_INTERVAL_MS = 20_000

interface CameraOptions {
  client: DatadogClient
  env: string
  clock: Clock
  lenses: Pick<Lenses, 'traces' | 'trace'>
  episodes: (spanMs: number) => Promise<{ episodes: Episode[] }>
  /** The promise behind a signal of a scenario, and the search that its guide opens traces with. */
  promise: (scenario: string, signal: string) => DatadogPromise | null
  traceQuery: (scenario: string) => string | null
}

interface Window {
  from: number
  to: number
}

/** What Datadog's public API shows of a run at the moment when it is asked. */
export class DatadogCamera implements Camera {
  readonly #options: CameraOptions

  constructor(options: CameraOptions) {
    this.#options = options
  }

  async evidence(run: Run, signal: string, window: Window): Promise<Picture | null> {
    const promise = this.#options.promise(run.scenario, signal)
    if (!promise) return null
    if ('spans' in promise) return this.#lines('spans', promise.spans.query, window)
    if ('logs' in promise) return this.#lines('logs', promise.logs.query, window)
    if ('monitor' in promise) return this.#monitor(promise.monitor.key, window)
    const { queries, formula, above, below } = promise.datadogMetric
    const level = above ?? below
    return this.#series(queries, formula, typeof level === 'number' ? level : null, window)
  }

  async trace(run: Run, since: number, whole: boolean): Promise<Extract<Picture, { kind: 'trace' }> | null> {
    const { lenses, clock, traceQuery } = this.#options
    const query = traceQuery(run.scenario)
    if (query === null) return null
    const { rows } = await lenses.traces(query, clock.now() - since)
    const own = rows.filter(row => Date.parse(row.at) >= since)
    const row = own.find(one => one.missing.length > 0) ?? (whole ? own[0] : undefined)
    return row ? traceOf(await lenses.trace(row.id)) : null
  }

  async alerts(from: number, to: number): Promise<FilmMark[]> {
    const { episodes } = await this.#options.episodes(this.#options.clock.now() - from)
    const mark = (at: string | null, what: string, tone: FilmMark['tone']): FilmMark[] => {
      const time = at === null ? Number.NaN : Date.parse(at)
      return time >= from && time <= to ? [{ at: time, lane: 'Datadog', what, tone }] : []
    }
    return episodes
      .filter(one => one.state === 'Alert')
      .flatMap(one => [...mark(one.from, `${one.name}: alert`, 'warn'), ...mark(one.to, `${one.name}: OK`, 'ok')])
      .sort((a, b) => a.at - b.at)
  }

  async #monitor(key: string, window: Window): Promise<Picture | null> {
    const { client, env } = this.#options
    const [monitor] = await client.call(monitorList(`${monitorTags(env)},demo_key:${key}`))
    const read = monitor && monitorQuery(monitor.query)
    if (!monitor || !read) return null
    return this.#series({ value: read.metric }, 'value', read.threshold, window)
  }

  async #series(
    queries: Record<string, string>,
    formula: string,
    threshold: number | null,
    { from, to }: Window,
  ): Promise<Picture | null> {
    const interval = Math.max(SMALLEST_INTERVAL_MS, Math.ceil((to - from) / POINTS / 1000) * 1000)
    const body = {
      from: Math.floor(from),
      to: Math.floor(to),
      interval,
      queries: Object.entries(queries).map(([name, query]) => ({
        name,
        data_source: 'metrics',
        query: this.#fill(query),
      })),
      formulas: [{ formula }],
    }
    const { times, values } = (await this.#options.client.call(timeseriesQuery(body))).data.attributes
    if (times.length === 0) return null
    // Of several groups the largest one alerts.
    const highest = (index: number) => {
      const known = values.flatMap(series => series[index] ?? [])
      return known.length > 0 ? Math.max(...known) : null
    }
    const points = times.slice(-POINTS).map((at, index): [number, number | null] => {
      return [at, highest(index + Math.max(0, times.length - POINTS))]
    })
    return {
      kind: 'series',
      query: Object.values(queries)
        .map(query => this.#fill(query))
        .join('; '),
      points,
      threshold,
    }
  }

  async #lines(kind: 'spans' | 'logs', query: string, { from, to }: Window): Promise<Picture | null> {
    const search = { query: this.#fill(query), indexes: [], from, to, limit: LINES }
    const { data } = await this.#options.client.call(itemSearch(kind, search))
    const lines =
      kind === 'logs'
        ? readLogs(data).map(
            ({ at, service, status, message }) => `${at.slice(11, 19)} ${service} ${status}: ${message}`,
          )
        : readSpans(data).map(
            ({ start, service, resource, httpStatus, duration }) =>
              `${new Date(start).toISOString().slice(11, 19)} ${service} ${resource}${httpStatus ? ` ${httpStatus}` : ''}, ${Math.round(duration)} ms`,
          )
    return lines.length > 0 ? { kind: 'lines', lines: lines.map(line => line.slice(0, LINE_LENGTH)) } : null
  }

  #fill(query: string): string {
    return query.replaceAll('$env', `env:${this.#options.env}`)
  }
}

/** The widest spans in their order: what a waterfall shows at a glance. */
function traceOf({ id, spans, missing }: TraceDetail): Extract<Picture, { kind: 'trace' }> {
  const start = Math.min(...spans.map(span => span.start))
  const shown = [...spans].sort((a, b) => b.duration - a.duration).slice(0, BARS)
  return {
    kind: 'trace',
    traceId: id,
    bars: shown
      .sort((a, b) => a.start - b.start || b.duration - a.duration)
      .map(span => ({
        service: span.service,
        owner: span.owner,
        resource: span.resource.slice(0, LINE_LENGTH),
        from: Math.round(span.start - start),
        length: Math.round(span.duration),
        error: span.error,
      })),
    missing: [...new Set(missing.filter(one => !one.soon).map(one => one.service))],
  }
}
