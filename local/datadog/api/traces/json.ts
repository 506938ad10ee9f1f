import { createHash } from 'node:crypto'
import { isInternal, type StoredSpan } from '../spans/stored-span.ts'
import type { PrunedSpan } from './prune.ts'

/**
 * Ids and times of spans are 64-bit numbers in these answers, more than a JavaScript number holds. So they are written
 * as text here, digit by digit, and the rest through JSON.stringify.
 */
function object(numbers: Readonly<Record<string, string | number | bigint>>, rest: object): string {
  const exact = Object.entries(numbers).map(([name, value]) => `${JSON.stringify(name)}:${value}`)
  return `{${exact.join(',')},${JSON.stringify(rest).slice(1)}`
}

const digits = (id: string): string => (/^\d+$/.test(id) ? BigInt(id).toString() : '0')

const shownOf = <T>(values: Readonly<Record<string, T>>, shown: (name: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => shown(name)))

const notInternal = (name: string): boolean => !isInternal(name)

/** @param selfTime nanoseconds */
export function spanJson(span: StoredSpan, selfTime: number): string {
  const numbers = {
    traceID: BigInt(`0x${span.trace_id.slice(-16)}`),
    spanID: digits(span.span_id),
    parentID: digits(span.parent_id),
    startTime: span.start_ns,
    endTime: BigInt(span.start_ns) + BigInt(span.duration_ns),
    duration: span.duration_ns,
  }
  return object(numbers, {
    traceIDFull: span.trace_id,
    service: span.service,
    name: span.name,
    resource: span.resource,
    resourceHash: createHash('sha256').update(span.resource).digest('hex').slice(0, 16),
    type: span.type,
    error: span.error ? 1 : 0,
    restricted: false,
    self_time: selfTime,
    meta: { ...tagsAsMeta(span.tags), ...shownOf(span.meta, notInternal) },
    metrics: shownOf(span.metrics, notInternal),
  })
}

export function summaryJson({ span, children, hidden }: PrunedSpan, shown: (name: string) => boolean): string {
  const start = Number(BigInt(span.start_ns) / 1000n) / 1000
  const numbers = { spanID: digits(span.span_id), parentID: digits(span.parent_id) }
  const below = children.map(child => summaryJson(child, shown)).join(',')
  const own = object(numbers, {
    service: span.service,
    name: span.name,
    resource: span.resource,
    span_kind: (span.kind || 'internal').toUpperCase(),
    error: span.error ? 1 : 0,
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + Number(span.duration_ns) / 1e6).toISOString(),
    durationSeconds: Number(span.duration_ns) / 1e9,
    hidden_child_spans_count: hidden,
    meta: shownOf(span.meta, shown),
    metrics: shownOf(span.metrics, shown),
  })
  return `${own.slice(0, -1)},"children":[${below}]}`
}

function tagsAsMeta(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    tags.flatMap(tag => {
      const colon = tag.indexOf(':')
      return colon < 1 ? [] : [[tag.slice(0, colon), tag.slice(colon + 1)]]
    }),
  )
}
