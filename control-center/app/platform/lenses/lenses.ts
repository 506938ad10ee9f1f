import type { Clock } from '@chat-demo/engine'
import { type ItemsAnswer, itemSearch } from '../datadog/calls.ts'
import type { DatadogClient } from '../datadog/client.ts'
import { DatadogError } from '../datadog/problem.ts'
import { paceOf } from '../datadog/rate-limit.ts'
import { Memo } from './memo.ts'
import { missingSpans } from './missing-spans.ts'
import type { LogPage, TraceDetail, TraceList, UsualWait } from './model.ts'
import { readLogs } from './read-logs.ts'
import { browserSpan, readSpans } from './read-spans.ts'
import { traceRows, usualWait } from './trace-rows.ts'
import { lowDecimal } from './values.ts'

const SPANS_AT_ONCE = 1_000
const MATCHES = 200
const TRACES = 30
const LINES = 100
/** How often it would ask, were there no limit. */
const WANTED_MS = 5_000
/** Where a trace is looked for: as far back as the longest span of a page. */
const TRACE_RANGE_MS = 4 * 3600_000

interface LensesOptions {
  client: DatadogClient
  env: string
  clock: Clock
}

/**
 * What the lenses ask Datadog for while somebody looks at them. Viewers who ask for the same within a round share its
 * answer; how often is worth asking is said with each answer, within the announced limit.
 */
export class Lenses {
  readonly #options: LensesOptions
  readonly #memo: Memo
  #usual: UsualWait | null = null

  constructor(options: LensesOptions) {
    this.#options = options
    this.#memo = new Memo(options.clock)
  }

  /**
   * Traces of which a span matches a query of Datadog's search syntax, newest first.
   * @throws DatadogError in words that can be shown
   */
  traces(query: string, spanMs: number): Promise<TraceList> {
    const calls = query === '' ? 1 : 2
    const everyMs = this.#every('spans', calls)
    return this.#memo.get(`traces ${spanMs} ${query}`, everyMs * 0.9, async () => {
      const now = this.#options.clock.now()
      const spans = query === '' ? await this.#newest(now, spanMs) : await this.#matching(query, now, spanMs)
      const wait = usualWait(spans)
      // Nothing is usual about traces of which none has a delivery; what was before them was.
      if (wait && wait.count >= 3) this.#usual = wait
      const rows = traceRows(spans, now, this.#usual).slice(0, TRACES)
      return { rows, everySeconds: everyMs / 1000, usualWait: this.#usual }
    })
  }

  /** The newest spans of all, without the oldest trace, of which the page may hold only a part. */
  async #newest(now: number, spanMs: number) {
    const found = await this.#spans('', now, spanMs, SPANS_AT_ONCE)
    const spans = readSpans(found.data)
    if (found.data.length < SPANS_AT_ONCE) return spans
    const oldest = spans.reduce((a, b) => (b.start < a.start ? b : a)).traceId
    return spans.filter(span => span.traceId !== oldest)
  }

  async #matching(query: string, now: number, spanMs: number) {
    const found = readSpans((await this.#spans(query, now, spanMs, MATCHES)).data)
    const ids = [...new Set(found.map(span => span.traceId))].slice(0, TRACES)
    if (ids.length === 0) return []
    const whole = `trace_id:(${ids.join(' OR ')})`
    return readSpans((await this.#spans(whole, now, spanMs + 60_000, SPANS_AT_ONCE)).data)
  }

  /**
   * One trace with its missing spans, its logs and the browser's part. Only without its spans there is nothing.
   * @throws DatadogError in words that can be shown
   */
  trace(id: string): Promise<TraceDetail> {
    return this.#memo.get(`trace ${id}`, 1_500, async () => {
      const now = this.#options.clock.now()
      const low = lowDecimal(id)
      const [found, logs, rum] = await Promise.allSettled([
        this.#spans(`trace_id:${id}`, now, TRACE_RANGE_MS, SPANS_AT_ONCE),
        this.#search('logs', `trace_id:${id}`, now, TRACE_RANGE_MS, LINES),
        low === null ? null : this.#search('rum', `@type:resource @_dd.trace_id:${low}`, now, TRACE_RANGE_MS, 5),
      ])
      if (found.status === 'rejected') throw found.reason
      const problems: string[] = []
      const itemsOf = (what: string, result: PromiseSettledResult<ItemsAnswer | null>) => {
        if (result.status === 'fulfilled') return result.value?.data ?? []
        if (!(result.reason instanceof DatadogError)) throw result.reason
        problems.push(`${what}: ${result.reason.message}`)
        return []
      }
      const browser = browserSpan(itemsOf('The browser’s part could not be read', rum)[0])
      const spans = [...(browser ? [browser] : []), ...readSpans(found.value.data)]
      return {
        id,
        spans,
        missing: missingSpans(spans, now, this.#usual),
        logs: readLogs(itemsOf('Its logs could not be read', logs)).reverse(),
        problems,
        asOf: new Date(now).toISOString(),
      }
    })
  }

  /** Lines newest first: those since a time for a tail, or the page before a cursor. */
  logs(query: string, range: { spanMs: number; since?: number; cursor?: string }): Promise<LogPage> {
    const everyMs = this.#every('logs', 1)
    const key = `logs ${range.spanMs} ${range.since ?? ''} ${range.cursor ?? ''} ${query}`
    return this.#memo.get(key, range.since === undefined ? everyMs * 0.9 : 1_000, async () => {
      const now = this.#options.clock.now()
      const spanMs = range.since === undefined ? range.spanMs : Math.min(range.spanMs, now - range.since)
      const found = await this.#search('logs', query, now, spanMs, LINES, range.cursor)
      return { lines: readLogs(found.data), older: found.meta?.page?.after ?? null, everySeconds: everyMs / 1000 }
    })
  }

  #every(bucket: 'spans' | 'logs', calls: number): number {
    const { client, clock } = this.#options
    return paceOf(WANTED_MS, calls, client.limit(bucket), clock.now()).everyMs
  }

  #spans(query: string, now: number, spanMs: number, limit: number): Promise<ItemsAnswer> {
    return this.#search('spans', query, now, spanMs, limit)
  }

  #search(kind: 'spans' | 'logs' | 'rum', query: string, now: number, spanMs: number, limit: number, cursor?: string) {
    const { client, env } = this.#options
    // A query of several alternatives must not lose its environment to the last of them.
    const whole = query === '' ? `env:${env}` : `env:${env} (${query})`
    const range = { from: now - spanMs, to: now + 1_000 }
    return client.call(itemSearch(kind, { query: whole, indexes: [], ...range, limit, cursor }))
  }
}
