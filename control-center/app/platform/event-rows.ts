import type { CoreV1Event } from '@kubernetes/client-node'
import type { EventRow } from './live-state.ts'
import { isoOf } from './pod-rows.ts'

/** Newest events that viewers get. */
export const MAX_EVENTS = 100

export function eventRow(event: CoreV1Event): EventRow {
  const { involvedObject: object, metadata } = event
  const at = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? metadata.creationTimestamp
  return {
    uid: metadata.uid ?? metadata.name ?? '',
    at: isoOf(at) ?? new Date(0).toISOString(),
    type: event.type === 'Warning' ? 'Warning' : 'Normal',
    reason: event.reason ?? '',
    object: `${(object.kind ?? '').toLowerCase()}/${object.name ?? ''}`,
    message: event.message ?? '',
    count: event.series?.count ?? event.count ?? 1,
  }
}

/** Newest first. */
export function eventRows(events: readonly CoreV1Event[]): EventRow[] {
  return events
    .map(eventRow)
    .sort((a, b) => b.at.localeCompare(a.at) || a.uid.localeCompare(b.uid))
    .slice(0, MAX_EVENTS)
}
