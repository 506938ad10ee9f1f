import type { MissingSpan, Span } from './model.ts'

/** One line of a waterfall. */
export interface TreeRow {
  /** A span, or the place where one is missing. */
  span: Span | null
  missing: MissingSpan | null
  id: string
  depth: number
  /** Whether the trace would be shorter if this were. */
  critical: boolean
}

export interface TraceTree {
  rows: TreeRow[]
  /** Milliseconds since the epoch. */
  start: number
  end: number
}

export const endOf = (span: Span): number => span.start + span.duration

interface Node {
  span: Span
  children: Node[]
  /** When the last of it and of all below it ends. */
  end: number
}

/** Spans in the order of a waterfall: each before its children, children by their start. */
export function traceTree(spans: readonly Span[], missing: readonly MissingSpan[] = []): TraceTree {
  const roots = rootsOf(spans)
  const critical = criticalPath(roots)
  const rows: TreeRow[] = []
  const walk = (node: Node, depth: number) => {
    const { span } = node
    rows.push({ span, missing: null, id: span.id, depth, critical: critical.has(span.id) })
    for (const one of missing.filter(each => each.after === span.id)) {
      rows.push({ span: null, missing: one, id: `missing-${span.id}`, depth: depth + 1, critical: false })
    }
    for (const child of node.children) walk(child, depth + 1)
  }
  for (const root of roots) walk(root, 0)
  const start = Math.min(...roots.map(root => root.span.start))
  const end = Math.max(...roots.map(root => root.end))
  return roots.length === 0 ? { rows, start: 0, end: 0 } : { rows, start, end }
}

/** Spans whose parent is not among them are roots: a browser's request sends no span, or its own came late. */
function rootsOf(spans: readonly Span[]): Node[] {
  const nodes = new Map(spans.map(span => [span.id, { span, children: [], end: endOf(span) } as Node]))
  const roots: Node[] = []
  for (const node of nodes.values()) {
    const parent = node.span.parentId === null ? undefined : nodes.get(node.span.parentId)
    if (parent && parent !== node) parent.children.push(node)
    else roots.push(node)
  }
  const settled = new Set<Node>()
  const settle = (node: Node): number => {
    if (settled.has(node)) return node.end
    settled.add(node)
    node.children.sort(byStart)
    node.end = Math.max(endOf(node.span), ...node.children.map(settle))
    return node.end
  }
  for (const root of roots) settle(root)
  return roots.sort(byStart)
}

/** Of spans that start together, the one that goes on longer holds the others. */
const byStart = (a: Node, b: Node): number => a.span.start - b.span.start || b.end - a.end

/**
 * From the end of the trace backwards: what was waited for last, then what was waited for before that began. What a
 * message sets off counts with its publish, however short that was.
 */
function criticalPath(roots: readonly Node[]): Set<string> {
  const found = new Set<string>()
  const follow = (node: Node, until: number) => {
    found.add(node.span.id)
    let cursor = Math.min(until, node.end)
    const last = [...node.children].sort((a, b) => Math.min(b.end, cursor) - Math.min(a.end, cursor))
    for (const child of last) {
      if (child.span.start >= cursor || child.end > cursor + SLACK_MS) continue
      follow(child, cursor)
      cursor = child.span.start
    }
  }
  const longest = [...roots].sort((a, b) => b.end - b.span.start - (a.end - a.span.start))[0]
  if (longest) follow(longest, longest.end)
  return found
}

/** Clocks of two processes and the rounding of times differ by this much. */
const SLACK_MS = 2
