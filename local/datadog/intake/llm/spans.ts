import { z } from 'zod'
import type { EvaluationRow, LlmSpanRow } from '../../store/rows.ts'
import { BadPayload } from '../bad-payload.ts'
import { tagSet, tagsOf, tagValue } from '../tags.ts'
import { costOf } from './cost.ts'

const record = z.record(z.string(), z.unknown())
const spanEvent = z.object({
  trace_id: z.string(),
  span_id: z.string(),
  parent_id: z.string().default('undefined'),
  name: z.string(),
  start_ns: z.number(),
  duration: z.number(),
  status: z.enum(['ok', 'error']).default('ok'),
  session_id: z.string().nullish(),
  tags: z.array(z.string()).default([]),
  metrics: z.record(z.string(), z.number()).default({}),
  meta: z
    .object({
      'span.kind': z.string(),
      model_name: z.string().nullish(),
      model_provider: z.string().nullish(),
      'error.type': z.string().nullish(),
      'error.message': z.string().nullish(),
      'error.stack': z.string().nullish(),
      input: record.nullish(),
      output: record.nullish(),
      metadata: record.nullish(),
    })
    .loose(),
  _dd: z.object({ apm_trace_id: z.string().nullish() }).loose().nullish(),
})
const spansBody = z.array(z.object({ spans: z.array(spanEvent) }).loose())

/**
 * Spans of LLM Observability out of `/api/v2/llmobs`, with the estimated cost among their metrics.
 * @throws BadPayload
 */
export function llmSpanRows(payload: unknown, podTags: readonly string[]): LlmSpanRow[] {
  const parsed = spansBody.safeParse(Array.isArray(payload) ? payload : [payload])
  if (!parsed.success) throw new BadPayload(`not spans of LLM Observability: ${z.prettifyError(parsed.error)}`)
  return parsed.data.flatMap(each => each.spans.map(span => row(span, podTags)))
}

function row(span: z.infer<typeof spanEvent>, podTags: readonly string[]): LlmSpanRow {
  const { meta, tags } = span
  const modelName = meta.model_name ?? ''
  const { 'span.kind': spanKind, model_name, model_provider, input, output, metadata, ...rest } = meta
  return {
    time: Math.trunc(span.start_ns / 1e6),
    traceId: span.trace_id,
    spanId: span.span_id,
    parentId: span.parent_id,
    apmTraceId: span._dd?.apm_trace_id ?? '',
    sessionId: span.session_id ?? tagValue(tags, 'session_id'),
    name: span.name,
    spanKind,
    mlApp: tagValue(tags, 'ml_app'),
    modelName,
    modelProvider: model_provider ?? '',
    service: tagValue(tags, 'service'),
    env: tagValue(tags, 'env'),
    version: tagValue(tags, 'version'),
    status: span.status,
    durationNs: span.duration,
    errorType: rest['error.type'] ?? tagValue(tags, 'error_type'),
    errorMessage: rest['error.message'] ?? '',
    tags: tagSet(tags, podTags),
    input: input ?? {},
    output: output ?? {},
    metadata: { ...metadata, ...omitErrors(rest) },
    metrics: { ...span.metrics, ...costMetrics(modelName, span.metrics) },
  }
}

/** Tool definitions and whatever else the SDK puts beside the known parts; the stack stays readable with the span. */
function omitErrors(rest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(rest).filter(([key, value]) => key !== 'error.type' && key !== 'error.message' && value != null),
  )
}

function costMetrics(model: string, tokens: Readonly<Record<string, number>>): Record<string, number> {
  const cost = costOf(model, tokens)
  if (!cost) return {}
  return {
    estimated_input_cost: cost.input,
    estimated_non_cached_input_cost: cost.nonCachedInput,
    estimated_cache_read_input_cost: cost.cacheReadInput,
    estimated_output_cost: cost.output,
    estimated_reasoning_output_cost: cost.reasoningOutput,
    estimated_total_cost: cost.total,
  }
}

const metric = z
  .object({
    label: z.string(),
    metric_type: z.enum(['categorical', 'score', 'boolean', 'json', 'text']),
    join_on: z
      .object({
        span: z.object({ span_id: z.string(), trace_id: z.string() }).nullish(),
        tag: z.object({ key: z.string(), value: z.string() }).nullish(),
      })
      .nullish(),
    span_id: z.string().nullish(),
    trace_id: z.string().nullish(),
    session_id: z.string().nullish(),
    feedback_join_key: z.string().nullish(),
    ml_app: z.string().default(''),
    timestamp_ms: z.number().nullish(),
    tags: z.array(z.string()).nullish(),
  })
  .loose()
const evaluationsBody = z.object({
  data: z.object({ attributes: z.object({ metrics: z.array(metric) }).loose() }).loose(),
})

const DETAILS = ['reasoning', 'assessment', 'metadata', 'submitter'] as const

/**
 * Evaluations and feedback out of `eval-metric`: version 1 and feedback name their target beside the label, version 2
 * in `join_on`.
 * @throws BadPayload
 */
export function evaluationRows(payload: unknown, now: number): EvaluationRow[] {
  const parsed = evaluationsBody.safeParse(payload)
  if (!parsed.success) throw new BadPayload(`not evaluations: ${z.prettifyError(parsed.error)}`)
  return parsed.data.data.attributes.metrics.map(each => {
    const { join_on: joinOn, metric_type: metricType } = each
    const target = tagsOf({
      session_id: each.session_id ?? undefined,
      feedback_join_key: each.feedback_join_key ?? undefined,
      ...(joinOn?.tag ? { [joinOn.tag.key]: joinOn.tag.value } : {}),
    })
    const details = DETAILS.filter(key => each[key] !== undefined).map(key => [key, each[key]])
    return {
      time: each.timestamp_ms ?? now,
      spanId: joinOn?.span?.span_id ?? each.span_id ?? '',
      traceId: joinOn?.span?.trace_id ?? each.trace_id ?? '',
      label: each.label,
      metricType,
      value: { value: each[`${metricType}_value`] ?? null, ...Object.fromEntries(details) },
      mlApp: each.ml_app,
      tags: tagSet(each.tags ?? [], target),
    }
  })
}
