import { z } from 'zod'
import type { ItemsAnswer } from '../../datadog/calls.ts'
import { FEEDBACK } from './labels.ts'
import type { CallError, Evaluation } from './types.ts'

const text = z.string().nullish()
const message = z.looseObject({ role: text, content: text })
const io = z.looseObject({ value: text, messages: z.array(message).nullish() }).nullish()

/** A span of LLM Observability as its export gives it, with the part that is used. */
const llmSpan = z.looseObject({
  span_id: z.string(),
  trace_id: z.string(),
  parent_id: text,
  span_kind: z.string(),
  status: text,
  model_name: text,
  session_id: text,
  /** Nanoseconds. */
  start_ns: z.number(),
  duration: z.number(),
  input: io,
  output: io,
  metadata: z.record(z.string(), z.unknown()).nullish(),
  metrics: z.record(z.string(), z.number()).nullish(),
  evaluation: z
    .record(
      z.string(),
      z.looseObject({ value: z.union([z.number(), z.boolean(), z.string()]).nullish().catch(null), assessment: text }),
    )
    .nullish(),
  tags: z.array(z.string()).nullish(),
})
export type LlmSpan = z.infer<typeof llmSpan>

/** Spans of a search; an item that is none is left out. */
export function llmSpans(answer: ItemsAnswer): LlmSpan[] {
  const seen = new Set<string>()
  return answer.data.flatMap(({ attributes }) => {
    const parsed = llmSpan.safeParse(attributes)
    if (!parsed.success || seen.has(parsed.data.span_id)) return []
    seen.add(parsed.data.span_id)
    return [parsed.data]
  })
}

export const tagOf = ({ tags }: LlmSpan, key: string): string | null =>
  tags?.find(tag => tag.startsWith(`${key}:`))?.slice(key.length + 1) || null

/** The conversation: an attribute or, as the export documents it, only a tag. */
export const sessionOf = (span: LlmSpan): string | null => span.session_id || tagOf(span, 'session_id')

export function noteOf({ metadata }: LlmSpan, key: string): string | null {
  const value = metadata?.[key]
  return typeof value === 'string' && value !== '' ? value : null
}

export function figureOf({ metadata }: LlmSpan, key: string): number | null {
  const value = metadata?.[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** The question: what a person said last. */
export function askedOf(span: LlmSpan): string {
  const { value, messages } = span.input ?? {}
  return value || messages?.findLast(({ role }) => role === 'user')?.content || ''
}

export function repliedOf(span: LlmSpan): string | null {
  const { value, messages } = span.output ?? {}
  return value || messages?.findLast(({ content }) => !!content)?.content || null
}

export const systemPromptOf = (span: LlmSpan): string | null =>
  span.input?.messages?.find(({ role }) => role === 'system')?.content || null

/** How many questions the model was shown: the earlier ones of the conversation and this. */
export const turnOf = (span: LlmSpan): number =>
  Math.max(1, span.input?.messages?.filter(({ role }) => role === 'user').length ?? 1)

export function evaluationsOf({ evaluation }: LlmSpan): Evaluation[] {
  return Object.entries(evaluation ?? {}).flatMap(([label, { value, assessment }]) =>
    // Feedback of 0 is a thumb that was taken back.
    value == null || (label === FEEDBACK && value === 0) ? [] : [{ label, value, assessment: assessment ?? null }],
  )
}

/** Datadog's estimate is in nanodollars. */
export function costOf({ metrics }: LlmSpan): number | null {
  const cost = metrics?.estimated_total_cost
  return cost === undefined ? null : cost / 1e9
}

/** What a failure is called: by the worker, and by the provider's own client. */
const STATUS: Record<string, number> = {
  invalid_request: 400,
  BadRequestError: 400,
  unauthorized: 401,
  AuthenticationError: 401,
  forbidden: 403,
  PermissionDeniedError: 403,
  unknown_model: 404,
  NotFoundError: 404,
  quota: 429,
  rate_limited: 429,
  RateLimitError: 429,
}

/**
 * Why a call failed. The provider's words begin with the status; where the export leaves them out, the name of the
 * error says it, or what the worker made of the question.
 */
export function errorOf(span: LlmSpan, workflow: LlmSpan | null): CallError | null {
  if (span.status !== 'error') return null
  const type = noteOf(span, 'error.type') ?? tagOf(span, 'error_type')
  const said = noteOf(span, 'error.message')
  const written = /^(\d{3})\b/.exec(said ?? '')?.[1]
  const named = STATUS[type ?? ''] ?? STATUS[(workflow && noteOf(workflow, 'reason_code')) ?? '']
  return { status: written ? Number(written) : (named ?? null), type, said }
}
