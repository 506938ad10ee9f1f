import type { Store } from '../../store/store.ts'

interface Evaluation {
  span_id: string
  trace_id: string
  label: string
  metric_type: string
  value: string
  tags: string[]
}

/** By span, by label: the newest value of each. */
export type SpanEvaluations = ReadonlyMap<
  string,
  Record<string, { eval_metric_type: string; status: string; value: unknown; tags: string[] }>
>

export const keyOfSpan = (span: { trace_id: string; span_id: string }): string => `${span.trace_id}/${span.span_id}`

/** What was said of these spans. */
export async function evaluationsOf(
  store: Store,
  spans: readonly { trace_id: string; span_id: string }[],
): Promise<SpanEvaluations> {
  const found = new Map<
    string,
    Record<string, { eval_metric_type: string; status: string; value: unknown; tags: string[] }>
  >()
  if (spans.length === 0) return found
  const rows = await store.query<Evaluation>(
    `SELECT span_id, trace_id, label, metric_type, value, tags FROM evaluations
     WHERE list_contains($1, span_id) ORDER BY time`,
    [spans.map(span => span.span_id)],
  )
  for (const row of rows) {
    const { value }: { value: unknown } = JSON.parse(row.value)
    const labels = found.get(keyOfSpan(row)) ?? {}
    labels[row.label] = { eval_metric_type: row.metric_type, status: 'OK', value, tags: row.tags }
    found.set(keyOfSpan(row), labels)
  }
  return found
}
