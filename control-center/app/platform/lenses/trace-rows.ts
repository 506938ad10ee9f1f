import { queueWaits } from './message-spans.ts'
import { missingSpans } from './missing-spans.ts'
import type { TraceRow, UsualWait } from './model.ts'
import type { FoundSpan } from './read-spans.ts'
import { endOf } from './trace-tree.ts'
import { median } from './values.ts'

/** One row for each trace among the spans, newest first. */
export function traceRows(spans: readonly FoundSpan[], now: number, usual: UsualWait | null): TraceRow[] {
  const traces = new Map<string, FoundSpan[]>()
  for (const span of spans) {
    const known = traces.get(span.traceId)
    if (known) known.push(span)
    else traces.set(span.traceId, [span])
  }
  return [...traces]
    .map(([id, all]) => rowOf(id, all, now, usual))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || a.id.localeCompare(b.id))
}

function rowOf(id: string, spans: readonly FoundSpan[], now: number, usual: UsualWait | null): TraceRow {
  const ids = new Set(spans.map(span => span.id))
  const roots = spans.filter(span => span.parentId === null || !ids.has(span.parentId))
  // Of several without a parent the outermost stands for the trace: it began first.
  const [root = spans[0]] = roots.sort((a, b) => a.start - b.start || b.duration - a.duration)
  const start = Math.min(...spans.map(span => span.start))
  const missing = missingSpans(spans, now, usual).filter(one => !one.soon)
  return {
    id,
    at: new Date(start).toISOString(),
    service: root?.service ?? '',
    owner: root?.owner ?? 'ink',
    resource: root?.resource ?? '',
    // An answer that comes after a 504 goes on in the same trace; how long somebody waited is the root's own time.
    duration: root?.duration ?? Math.max(...spans.map(endOf)) - start,
    error: root?.error === true || spans.some(span => span.error && span.service === root?.service),
    httpStatus: root?.httpStatus ?? null,
    spans: spans.length,
    services: new Set(spans.map(span => span.service)).size,
    missing: missing.map(one => one.service),
  }
}

export function usualWait(spans: readonly FoundSpan[]): UsualWait | null {
  const waits = queueWaits(spans)
  const p50 = median(waits)
  return p50 === null ? null : { count: waits.length, p50 }
}
