import type { DistributionRow, LlmSpanRow, PointRow } from '../../store/rows.ts'
import type { MetricRows } from '../spans/trace-metrics.ts'
import { tagSet, tagsOf } from '../tags.ts'
import { costOf } from './cost.ts'

/** Metric of each token count of an llm span. */
const LLM_TOKENS: Readonly<Record<string, readonly string[]>> = {
  input_tokens: ['input.tokens', 'prompt.tokens'],
  output_tokens: ['output.tokens', 'completion.tokens'],
  total_tokens: ['total.tokens'],
  reasoning_output_tokens: ['output.reasoning.tokens'],
  cache_read_input_tokens: ['input.cache_read.tokens'],
  cache_write_input_tokens: ['input.cache_write.tokens'],
}

/** `ml_obs.*` of spans of LLM Observability: durations in seconds, costs in nanodollars. */
export function llmMetricRows(spans: readonly LlmSpanRow[]): MetricRows {
  const rows: MetricRows = { points: [], distributions: [] }
  for (const span of spans) {
    spanMetrics(span, rows)
    if (span.parentId === 'undefined') traceMetrics(span, rows)
    if (span.spanKind === 'llm' || span.spanKind === 'embedding') usageMetrics(span, rows)
  }
  return rows
}

function spanMetrics(span: LlmSpanRow, { points, distributions }: MetricRows): void {
  const tags = tagSet(commonTags(span), modelTags(span), tagsOf({ span_kind: span.spanKind }))
  points.push(count(span, 'ml_obs.span', tags))
  distributions.push(distribution(span, 'ml_obs.span.duration', tags, span.durationNs / 1e9))
  if (span.status === 'error') points.push(count(span, 'ml_obs.span.error', tags))
}

function traceMetrics(span: LlmSpanRow, { points, distributions }: MetricRows): void {
  const tags = tagSet(commonTags(span), tagsOf({ span_kind: span.spanKind }))
  points.push(count(span, 'ml_obs.trace', tags))
  distributions.push(distribution(span, 'ml_obs.trace.duration', tags, span.durationNs / 1e9))
  if (span.status === 'error') points.push(count(span, 'ml_obs.trace.error', tags))
}

function usageMetrics(span: LlmSpanRow, { distributions }: MetricRows): void {
  const cost = costOf(span.modelName, span.metrics)
  const matched = cost ? { matched_model_name: cost.matchedModel, matched_model_provider: 'openai' } : {}
  const tags = tagSet(commonTags(span), modelTags(span), tagsOf(matched))
  const add = (name: string, value: number | undefined, extra: readonly string[] = []) => {
    if (value !== undefined) distributions.push(distribution(span, `ml_obs.span.${name}`, tagSet(tags, extra), value))
  }
  const { metrics } = span
  const source = tagsOf({ source: 'estimated' })
  if (span.spanKind === 'embedding') {
    add('embedding.input.tokens', metrics.input_tokens)
    add('embedding.input.cost', cost?.input, source)
    return
  }
  for (const [key, names] of Object.entries(LLM_TOKENS)) for (const name of names) add(`llm.${name}`, metrics[key])
  if (metrics.input_tokens !== undefined) {
    add('llm.input.non_cached.tokens', metrics.input_tokens - (metrics.cache_read_input_tokens ?? 0))
  }
  add('llm.input.characters', characters(span.input))
  add('llm.output.characters', characters(span.output))
  add('llm.input.cost', cost?.input, source)
  add('llm.output.cost', cost?.output, source)
  add('llm.total.cost', cost?.total, source)
  if (!cost) return
  add('llm.input.non_cached.cost', cost.nonCachedInput, source)
  if (metrics.cache_read_input_tokens !== undefined) add('llm.input.cache_read.cost', cost.cacheReadInput, source)
  if (metrics.reasoning_output_tokens !== undefined) add('llm.output.reasoning.cost', cost.reasoningOutput, source)
}

function commonTags(span: LlmSpanRow): string[] {
  const { env, mlApp, service, version, status } = span
  return tagsOf({ env, ml_app: mlApp, service, version, error: status === 'error' ? 1 : 0 })
}

function modelTags(span: LlmSpanRow): string[] {
  return tagsOf({ model_name: span.modelName, model_provider: span.modelProvider })
}

/** Length of all message contents, or of a plain value. */
function characters(io: Readonly<Record<string, unknown>>): number | undefined {
  if (typeof io.value === 'string') return io.value.length
  if (!Array.isArray(io.messages)) return undefined
  return io.messages
    .map((message: unknown) =>
      typeof message === 'object' && message !== null && 'content' in message && typeof message.content === 'string'
        ? message.content.length
        : 0,
    )
    .reduce((sum, length) => sum + length, 0)
}

/** Counts and values belong to the moment when the span ended. */
function count(span: LlmSpanRow, metric: string, tags: string[]): PointRow {
  return { time: endOf(span), metric, type: 'count', tags, value: 1, interval: 10 }
}

function distribution(span: LlmSpanRow, metric: string, tags: string[], value: number): DistributionRow {
  return { time: endOf(span), metric, tags, values: [value] }
}

function endOf(span: LlmSpanRow): number {
  return Math.trunc(span.time + span.durationNs / 1e6)
}
