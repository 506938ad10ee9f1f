import { BadPayload } from '../bad-payload.ts'

/** A span as tracers send it, read from msgpack; ids unsigned 64 bits. */
export interface RawSpan {
  traceId: bigint
  spanId: bigint
  parentId: bigint
  service: string
  name: string
  resource: string
  type: string
  error: boolean
  startNs: bigint
  durationNs: number
  meta: Record<string, string>
  metrics: Record<string, number>
}

/** `/v0.4/traces`: a list of chunks, each a list of maps. */
export function readTracesV04(payload: unknown): RawSpan[][] {
  return list(payload, 'the body').map(chunk => list(chunk, 'a chunk').map(readMap))
}

/** `/v0.5/traces`: a table of strings, and chunks of spans that are lists of twelve, with indices into the table. */
export function readTracesV05(payload: unknown): RawSpan[][] {
  const [table, chunks] = list(payload, 'the body')
  const strings = list(table, 'the string table')
  const text = (index: unknown): string => {
    const found = strings[Number(index)]
    if (typeof found !== 'string') throw new BadPayload(`string ${String(index)} is not in the string table`)
    return found
  }
  return list(chunks, 'the chunks').map(chunk =>
    list(chunk, 'a chunk').map(each => {
      const span = list(each, 'a span')
      if (span.length !== 12) throw new BadPayload(`a span of version 0.5 has 12 fields, this one ${span.length}`)
      const [service, name, resource, traceId, spanId, parentId, start, duration, error, meta, metrics, type] = span
      return {
        service: text(service),
        name: text(name),
        resource: text(resource),
        type: text(type),
        traceId: unsigned(traceId, 'trace_id'),
        spanId: unsigned(spanId, 'span_id'),
        parentId: unsigned(parentId, 'parent_id'),
        startNs: unsigned(start, 'start'),
        durationNs: Math.max(0, number(duration, 'duration')),
        error: number(error, 'error') !== 0,
        meta: Object.fromEntries(entries(meta, 'meta').map(([key, value]) => [text(key), text(value)])),
        metrics: Object.fromEntries(
          entries(metrics, 'metrics').map(([key, value]) => [text(key), number(value, 'a metric')]),
        ),
      }
    }),
  )
}

function readMap(value: unknown): RawSpan {
  const span = Object.fromEntries(entries(value, 'a span'))
  return {
    traceId: unsigned(span.trace_id, 'trace_id'),
    spanId: unsigned(span.span_id, 'span_id'),
    parentId: unsigned(span.parent_id ?? 0, 'parent_id'),
    service: optionalText(span.service, 'service'),
    name: optionalText(span.name, 'name'),
    resource: optionalText(span.resource, 'resource'),
    type: optionalText(span.type, 'type'),
    error: number(span.error ?? 0, 'error') !== 0,
    startNs: unsigned(span.start, 'start'),
    durationNs: Math.max(0, number(span.duration ?? 0, 'duration')),
    meta: Object.fromEntries(
      entries(span.meta ?? {}, 'meta').map(([key, text]) => [key, optionalText(text, `meta.${key}`)]),
    ),
    metrics: Object.fromEntries(
      entries(span.metrics ?? {}, 'metrics').map(([key, each]) => [key, number(each, `metrics.${key}`)]),
    ),
  }
}

function list(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw new BadPayload(`${what} is not a list`)
  return value
}

function entries(value: unknown, what: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadPayload(`${what} is not a map`)
  return Object.entries(value)
}

function optionalText(value: unknown, what: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new BadPayload(`${what} is not a string`)
  return value
}

function number(value: unknown, what: string): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  throw new BadPayload(`${what} is not a number`)
}

function unsigned(value: unknown, what: string): bigint {
  if (typeof value === 'bigint') return BigInt.asUintN(64, value)
  if (typeof value === 'number' && Number.isFinite(value)) return BigInt.asUintN(64, BigInt(Math.trunc(value)))
  throw new BadPayload(`${what} is not a number`)
}
