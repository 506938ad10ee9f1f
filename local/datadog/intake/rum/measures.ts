import type { DistributionRow, PointRow, RumRow } from '../../store/rows.ts'
import type { MetricRows } from '../spans/trace-metrics.ts'
import { normaliseTag, tagsOf } from '../tags.ts'

/** The SDK sends a view again at least every five minutes while it is open. */
const SILENT_MS = 6 * 60_000
/** An entry is forgotten when its session cannot go on any more. */
const FORGET_MS = 4 * 3600_000

interface View {
  row: RumRow
  seenAt: number
  ended: boolean
}

/** Measures of a view that are known only once it has ended, by metric name; the others are known as they appear. */
const FINAL_TIMES: Readonly<Record<string, string>> = {
  'view.time_spent': 'time_spent',
  'view.largest_contentful_paint': 'largest_contentful_paint',
  'view.interaction_to_next_paint': 'interaction_to_next_paint',
}
const EARLY_TIMES: Readonly<Record<string, string>> = {
  'view.loading_time': 'loading_time',
  'view.first_contentful_paint': 'first_contentful_paint',
}

/**
 * Builds `rum.measure.*` from RUM events. Views come again and again, each time whole: a measure is taken once, when
 * it is known. Durations become seconds.
 */
export class RumMeasures {
  readonly #views = new Map<string, View>()
  readonly #sessions = new Map<string, number>()

  take(rows: readonly RumRow[], now: number): MetricRows {
    const out: MetricRows = { points: [], distributions: [] }
    for (const row of rows) {
      const tags = tagsFor(row)
      if (!this.#sessions.has(row.sessionId)) out.points.push(count(row.time, 'session', tags))
      this.#sessions.set(row.sessionId, now)
      if (row.type === 'view') this.#view(row, tags, now, out)
      else if (row.type === 'error')
        out.points.push(count(row.time, 'error', tags), count(row.time, 'session.error', tags))
      else if (row.type === 'action') {
        out.points.push(count(row.time, 'session.action', tags))
        if (hasFrustration(row)) out.points.push(count(row.time, 'session.frustration', tags))
      }
    }
    return out
  }

  /** Ends views that have been silent for longer than an open one can be. */
  flush(now: number): MetricRows {
    const out: MetricRows = { points: [], distributions: [] }
    for (const [id, view] of this.#views) {
      if (!view.ended && now - view.seenAt > SILENT_MS) this.#end(view, now, out)
      if (now - view.seenAt > FORGET_MS) this.#views.delete(id)
    }
    for (const [id, seenAt] of this.#sessions) if (now - seenAt > FORGET_MS) this.#sessions.delete(id)
    return out
  }

  #view(row: RumRow, tags: string[], now: number, out: MetricRows): void {
    const before = this.#views.get(row.viewId)
    if (before && (before.ended || before.row.documentVersion >= row.documentVersion)) return
    const view: View = { row, seenAt: now, ended: false }
    this.#views.set(row.viewId, view)
    if (!before) out.points.push(count(row.time, 'view', tags))
    for (const [metric, field] of Object.entries(EARLY_TIMES)) {
      const value = viewNumber(row, field)
      if (value !== undefined && (!before || viewNumber(before.row, field) === undefined)) {
        out.distributions.push(distribution(row.time, metric, tags, value / 1e9))
      }
    }
    if (viewField(row, 'is_active') === false) this.#end(view, now, out)
  }

  #end(view: View, now: number, out: MetricRows): void {
    view.ended = true
    const { row } = view
    const tags = tagsFor(row)
    const time = Math.min(now, row.time + (viewNumber(row, 'time_spent') ?? 0) / 1e6)
    for (const [metric, field] of Object.entries(FINAL_TIMES)) {
      const value = viewNumber(row, field)
      if (value !== undefined) out.distributions.push(distribution(time, metric, tags, value / 1e9))
    }
    const shift = viewNumber(row, 'cumulative_layout_shift')
    if (shift !== undefined) out.distributions.push(distribution(time, 'view.cumulative_layout_shift', tags, shift))
    const spent = viewNumber(row, 'time_spent')
    if (spent !== undefined) out.distributions.push(distribution(time, 'session.time_spent', tags, spent / 1e9))
    if (field(viewField(row, 'error'), 'count') === 0) out.points.push(count(time, 'view.error_free', tags))
  }
}

/** The dimensions that the backend gives RUM metrics. */
function tagsFor(row: RumRow): string[] {
  const view = row.attributes.view
  const path = text(field(view, 'name')) || pathOf(text(field(view, 'url')))
  return tagsOf({
    env: row.env,
    service: row.service,
    version: row.version,
    'application.id': row.applicationId,
    'view.name': path,
  })
    .map(normaliseTag)
    .sort()
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url
}

function hasFrustration(row: RumRow): boolean {
  const types = field(field(row.attributes.action, 'frustration'), 'type')
  return Array.isArray(types) && types.length > 0
}

function viewField(row: RumRow, key: string): unknown {
  return field(row.attributes.view, key)
}

function viewNumber(row: RumRow, key: string): number | undefined {
  const value = viewField(row, key)
  return typeof value === 'number' ? value : undefined
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function count(time: number, metric: string, tags: string[]): PointRow {
  return { time: Math.trunc(time), metric: `rum.measure.${metric}`, type: 'count', tags, value: 1, interval: 10 }
}

function distribution(time: number, metric: string, tags: string[], value: number): DistributionRow {
  return { time: Math.trunc(time), metric: `rum.measure.${metric}`, tags, values: [value] }
}
