import type { StoredSpan } from '../spans/stored-span.ts'

export interface PrunedSpan {
  span: StoredSpan
  children: PrunedSpan[]
  /** Spans below this one that are not shown. */
  hidden: number
}

/** Spans shorter than this part of the trace say little about it. */
const SHORT = 0.01

/**
 * The tree of a trace with what matters of it: where a service is entered, what failed, calls to others, and what took
 * its time. The children of a span that is left out hang on the nearest one above that is shown.
 */
export function pruned(
  spans: readonly StoredSpan[],
  options: { onlyServiceEntries: boolean; expand: string },
): PrunedSpan {
  const byId = new Map(spans.map(span => [span.span_id, span]))
  const root = spans.find(span => !byId.has(span.parent_id)) ?? spans[0]
  if (root === undefined) throw new Error('a trace has at least one span')
  const longest = Math.max(...spans.map(span => Number(span.duration_ns)))
  const matters = (span: StoredSpan) =>
    span === root ||
    span.top_level ||
    (options.expand !== '' && span.parent_id === options.expand) ||
    (!options.onlyServiceEntries &&
      (span.error || (span.kind !== '' && span.kind !== 'internal') || Number(span.duration_ns) >= longest * SHORT))

  const nodes = new Map<StoredSpan, PrunedSpan>()
  for (const span of spans) if (matters(span)) nodes.set(span, { span, children: [], hidden: 0 })
  const rootNode = nodes.get(root) ?? { span: root, children: [], hidden: 0 }
  for (const span of spans) {
    if (span === root) continue
    const above = nearest(span, byId, nodes) ?? rootNode
    const node = nodes.get(span)
    if (node === undefined) above.hidden++
    else above.children.push(node)
  }
  return rootNode
}

/** Follows parents; ids that form a ring end it. */
function nearest(
  span: StoredSpan,
  byId: ReadonlyMap<string, StoredSpan>,
  nodes: ReadonlyMap<StoredSpan, PrunedSpan>,
): PrunedSpan | undefined {
  const seen = new Set([span])
  let parent = byId.get(span.parent_id)
  while (parent !== undefined && !seen.has(parent)) {
    const node = nodes.get(parent)
    if (node !== undefined) return node
    seen.add(parent)
    parent = byId.get(parent.parent_id)
  }
  return undefined
}
