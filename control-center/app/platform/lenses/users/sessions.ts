import type { ItemsAnswer } from '../../datadog/calls.ts'
import { type AggregateAnswer, type RumEvent, rumEvent } from './calls.ts'
import type { SessionRow, TimelineEvent, UserError, VitalsView } from './model.ts'

/** Events of an answer; what is none of a browser's is left out. */
export function rumEvents(answer: ItemsAnswer): RumEvent[] {
  return answer.data.flatMap(({ id, attributes }, index) => {
    const event = rumEvent.safeParse(attributes)
    return event.success ? [{ id: id ?? String(index), ...event.data }] : []
  })
}

const seconds = (nanoseconds: number | null | undefined) => (nanoseconds == null ? null : nanoseconds / 1e9)

/** Sessions of these events, the one that was active last first. */
export function sessionRows(events: readonly RumEvent[]): SessionRow[] {
  const bySession = new Map<string, RumEvent[]>()
  for (const event of events) {
    const { id } = event.attributes.session
    const own = bySession.get(id)
    if (own) own.push(event)
    else bySession.set(id, [event])
  }
  return [...bySession].map(([id, own]) => sessionOf(id, own)).sort((a, b) => Date.parse(b.to) - Date.parse(a.to))
}

function sessionOf(id: string, own: readonly RumEvent[]): SessionRow {
  const sorted = [...own].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
  const ends = sorted.map(({ timestamp, attributes }) => {
    const spent = attributes.type === 'view' ? (seconds(attributes.view?.time_spent) ?? 0) : 0
    return Date.parse(timestamp) + spent * 1000
  })
  const of = (type: string) => sorted.filter(event => event.attributes.type === type)
  return {
    id,
    user: sorted.map(userOf).findLast(name => name !== null) ?? 'unknown',
    from: sorted[0]?.timestamp ?? '',
    to: new Date(Math.max(...ends)).toISOString(),
    views: new Set(of('view').map(event => event.attributes.view?.id)).size,
    actions: of('action').length,
    errors: of('error').length,
    lastView: sorted.map(viewOf).findLast(name => name !== null) ?? null,
  }
}

const userOf = ({ attributes: { usr } }: RumEvent) => usr?.name || usr?.id || null

function viewOf({ attributes: { view } }: RumEvent): string | null {
  return view?.name || view?.url_path || pathOf(view?.url)
}

function pathOf(url: string | null | undefined): string | null {
  if (!url) return null
  return URL.canParse(url) ? new URL(url).pathname : url
}

/** Newest first, as they were answered. */
export function userErrors(events: readonly RumEvent[]): UserError[] {
  return events
    .filter(event => event.attributes.type === 'error')
    .map(event => ({
      id: event.id,
      at: event.timestamp,
      message: event.attributes.error?.message || 'An error without a message',
      source: event.attributes.error?.source ?? null,
      session: event.attributes.session.id,
      user: userOf(event) ?? 'unknown',
      view: viewOf(event),
      traceId: traceOf(event),
    }))
}

/** A browser's own trace id has 64 bits and is decimal; the trace that it began is found by 32 hexadecimal digits. */
export function traceOf({ attributes: { _dd: own } }: RumEvent): string | null {
  const id = own?.trace_id == null ? '' : String(own.trace_id)
  if (/^[0-9a-f]{32}$/i.test(id)) return id.toLowerCase()
  return /^[0-9]{1,20}$/.test(id) && id !== '0' ? BigInt(id).toString(16).padStart(32, '0') : null
}

/** What happened in a session, oldest first. */
export function timelineOf(events: readonly RumEvent[]): TimelineEvent[] {
  return events.flatMap(event => timelineEvent(event) ?? []).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function timelineEvent(event: RumEvent): TimelineEvent | null {
  const { type, view, action, resource, error } = event.attributes
  const common = { id: event.id, at: event.timestamp, traceId: traceOf(event), failed: false }
  if (type === 'view') {
    return {
      ...common,
      kind: 'view',
      name: viewOf(event) ?? 'a page',
      detail: null,
      seconds: seconds(view?.loading_time),
    }
  }
  if (type === 'action') {
    const name = action?.target?.name || action?.name || 'something'
    return { ...common, kind: 'action', name, detail: action?.type ?? null, seconds: seconds(action?.loading_time) }
  }
  if (type === 'resource') {
    const status = resource?.status_code ?? null
    const name = [resource?.method, resource?.url_path || pathOf(resource?.url)].filter(Boolean).join(' ')
    const detail = status === null || status === 0 ? (resource?.type ?? null) : String(status)
    return {
      ...common,
      kind: 'resource',
      name,
      detail,
      seconds: seconds(resource?.duration),
      failed: (status ?? 0) >= 400,
    }
  }
  if (type === 'error') {
    const name = error?.message || 'An error without a message'
    return { ...common, kind: 'error', name, detail: error?.source ?? null, seconds: null, failed: true }
  }
  return null
}

export const VITALS = [
  '@view.largest_contentful_paint',
  '@view.interaction_to_next_paint',
  '@view.cumulative_layout_shift',
]

/** In the order of {@link VITALS}. */
export function vitalsOf({ data }: AggregateAnswer): VitalsView {
  const value = (name: string) => {
    const found = data.buckets?.[0]?.computes?.[name]
    return typeof found === 'number' && Number.isFinite(found) ? found : null
  }
  return { largestPaint: seconds(value('c0')), nextPaint: seconds(value('c1')), layoutShift: value('c2') }
}
