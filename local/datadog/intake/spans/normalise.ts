import type { SpanRow } from '../../store/rows.ts'
import { obfuscateSql } from '../sql/obfuscate.ts'
import type { RawSpan } from './raw-span.ts'
import { topLevelSpans } from './top-level.ts'

const LONGEST_NAME = 100
const LONGEST_RESOURCE = 5000
const LONGEST_META = 25_000
const SQL_TYPES = new Set(['sql', 'cassandra'])
const SQL_META = ['sql.query', 'db.statement', 'db.query.text']

export interface SpanContext {
  /** Of the node that received it. */
  host: string
  /** Of the pod that sent it. */
  tags: readonly string[]
  /** The tracer says itself which spans are top level. */
  clientComputedTopLevel: boolean
}

/**
 * The rows of one chunk: ids joined to 128 bits, names bounded, top level computed, SQL obfuscated. Spans without an
 * id are left out.
 */
export function spanRows(chunk: readonly RawSpan[], context: SpanContext): SpanRow[] {
  const usable = chunk.filter(span => span.traceId !== 0n && span.spanId !== 0n)
  const upper = usable.map(span => span.meta['_dd.p.tid']).find(isUpperHalf) ?? '0'.repeat(16)
  const origin = firstMeta(usable, '_dd.origin')
  const env = firstMeta(usable, 'env')
  const topLevel = topLevelSpans(usable, context.clientComputedTopLevel)
  return usable.map(span => {
    const sql = SQL_TYPES.has(span.type) ? obfuscated(span) : undefined
    const meta = bounded(sql ? sql.meta : span.meta)
    const name = spanName(span.name)
    return {
      time: Number(span.startNs / 1_000_000n),
      traceId: upper + span.traceId.toString(16).padStart(16, '0'),
      spanId: span.spanId.toString(),
      parentId: span.parentId.toString(),
      startNs: span.startNs,
      durationNs: span.durationNs,
      service: span.service.slice(0, LONGEST_NAME) || 'unnamed-service',
      name,
      resource: (sql?.resource ?? span.resource).slice(0, LONGEST_RESOURCE) || name,
      type: span.type.slice(0, LONGEST_NAME),
      kind: meta['span.kind'] ?? '',
      env: meta.env || env || 'none',
      version: meta.version ?? '',
      host: context.host,
      error: span.error,
      topLevel: topLevel.has(span.spanId),
      httpStatusCode: statusCode(meta['http.status_code'] ?? span.metrics['http.status_code']),
      origin: meta['_dd.origin'] ?? origin,
      tags: context.tags,
      meta,
      metrics: span.metrics,
    }
  })
}

/**
 * Whether the Agent keeps a chunk: what the tracer rejected is counted in metrics only, but for errors that a sampler
 * and not the user rejected.
 */
export function isKept(chunk: readonly RawSpan[]): boolean {
  const priority = chunk.map(span => span.metrics._sampling_priority_v1).find(value => value !== undefined) ?? 1
  return priority > 0 || (priority === 0 && chunk.some(span => span.error))
}

function obfuscated(span: RawSpan): { resource: string; meta: Record<string, string> } {
  const resource = obfuscateSql(span.resource)
  const meta: Record<string, string> = { ...span.meta, 'sql.query': resource }
  for (const key of SQL_META) {
    const text = span.meta[key]
    if (text !== undefined) meta[key] = obfuscateSql(text)
  }
  return { resource, meta }
}

function bounded(meta: Record<string, string>): Record<string, string> {
  if (Object.values(meta).every(value => value.length <= LONGEST_META)) return meta
  return Object.fromEntries(Object.entries(meta).map(([key, value]) => [key, value.slice(0, LONGEST_META)]))
}

/** Letters, digits, dots and underscores, beginning with a letter: it becomes part of a metric's name. */
function spanName(name: string): string {
  const clean = name
    .replace(/[^A-Za-z0-9_.]+/g, '_')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, LONGEST_NAME)
    .replace(/_+$/, '')
  return clean || 'unnamed_operation'
}

function statusCode(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value)
  return /^[1-5]\d\d$/.test(text) ? text : ''
}

function firstMeta(chunk: readonly RawSpan[], key: string): string {
  return chunk.map(span => span.meta[key]).find(value => value !== undefined) ?? ''
}

function isUpperHalf(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{16}$/.test(text)
}
