import type { RawSpan } from './raw-span.ts'

/**
 * Ids of the spans of a chunk that are entries into a service: a root, a span whose parent came in another chunk, or
 * one whose parent belongs to another service. Tracers mark only roots.
 */
export function topLevelSpans(chunk: readonly RawSpan[], clientComputed: boolean): Set<bigint> {
  if (clientComputed) {
    return new Set(chunk.filter(span => span.metrics['_dd.top_level'] === 1).map(span => span.spanId))
  }
  const services = new Map(chunk.map(span => [span.spanId, span.service]))
  return new Set(
    chunk.filter(span => span.parentId === 0n || services.get(span.parentId) !== span.service).map(span => span.spanId),
  )
}
