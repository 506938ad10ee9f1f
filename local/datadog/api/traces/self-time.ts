import type { StoredSpan } from '../spans/stored-span.ts'

/** Nanoseconds that each span spent outside its children: what several children cover together counts once. */
export function selfTimes(spans: readonly StoredSpan[]): Map<string, number> {
  const children = new Map<string, { from: bigint; to: bigint }[]>()
  for (const span of spans) {
    const list = children.get(span.parent_id) ?? []
    list.push({ from: BigInt(span.start_ns), to: BigInt(span.start_ns) + BigInt(span.duration_ns) })
    children.set(span.parent_id, list)
  }
  return new Map(spans.map(span => [span.span_id, selfTime(span, children.get(span.span_id) ?? [])]))
}

function selfTime(span: StoredSpan, children: readonly { from: bigint; to: bigint }[]): number {
  const start = BigInt(span.start_ns)
  const end = start + BigInt(span.duration_ns)
  let covered = 0n
  let reached = start
  for (const child of [...children].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const from = child.from > reached ? child.from : reached
    const to = child.to < end ? child.to : end
    if (to > from) {
      covered += to - from
      reached = to
    }
  }
  return Number(end - start - covered)
}
