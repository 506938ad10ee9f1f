import type { Span } from '../../../platform/lenses/model.ts'
import type { Owner } from '../../../platform/widgets/model.ts'

/** How long a trace was with one service; parts of one, and milliseconds. */
export interface TraceBar {
  owner: Owner
  from: number
  width: number
  milliseconds: number
  failed: boolean
}

const ORDER: Owner[] = ['browser', 'frontend', 'backend', 'rabbitmq', 'worker', 'model', 'postgres']

/** One bar for each service of a trace, from its first span to its last end. */
export function traceBars(spans: readonly Span[]): TraceBar[] {
  if (spans.length === 0) return []
  const start = Math.min(...spans.map(span => span.start))
  const total = Math.max(1, Math.max(...spans.map(span => span.start + span.duration)) - start)
  return ORDER.flatMap(owner => {
    const own = spans.filter(span => span.owner === owner)
    if (own.length === 0) return []
    const from = Math.min(...own.map(span => span.start))
    const to = Math.max(...own.map(span => span.start + span.duration))
    return [
      {
        owner,
        from: (from - start) / total,
        width: (to - from) / total,
        milliseconds: to - from,
        failed: own.some(span => span.error),
      },
    ]
  })
}
