import { randomUUID } from 'node:crypto'
import type { Cut } from './cut.ts'
import type { Model } from './models.ts'

export interface Usage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
  prompt_tokens_details: { cached_tokens: number; audio_tokens: number }
  completion_tokens_details: {
    reasoning_tokens: number
    audio_tokens: number
    accepted_prediction_tokens: number
    rejected_prediction_tokens: number
  }
}

/** Token counts of one reply; hidden reasoning tokens are part of the completion's. */
export function usageOf(promptTokens: number, visibleTokens: number, reasoningTokens: number): Usage {
  const completionTokens = visibleTokens + reasoningTokens
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

/** What every chunk of one reply, and the whole reply, begin with. */
export function replyHead(model: Model, object: 'chat.completion' | 'chat.completion.chunk', nowSeconds: number) {
  return {
    id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    object,
    created: nowSeconds,
    model: model.id,
    service_tier: 'default',
    system_fingerprint: null,
  }
}

/** The body of a reply that is not streamed. */
export function wholeReply(model: Model, cut: Cut, usage: Usage, nowSeconds: number) {
  return {
    ...replyHead(model, 'chat.completion', nowSeconds),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: cut.text, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: cut.finishReason,
      },
    ],
    usage,
  }
}

interface Delta {
  role?: 'assistant'
  content?: string
  refusal?: null
}

/**
 * Makes the chunks of one streamed reply. With `includeUsage` every chunk has a `usage` that is null, and one more,
 * without choices, has the counts.
 */
export function chunkWriter(model: Model, includeUsage: boolean, nowSeconds: number) {
  const head = replyHead(model, 'chat.completion.chunk', nowSeconds)
  const chunk = (delta: Delta, finishReason: Cut['finishReason'] | null) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(includeUsage ? { usage: null } : {}),
  })
  return {
    role: () => chunk({ role: 'assistant', content: '', refusal: null }, null),
    content: (text: string) => chunk({ content: text }, null),
    finish: (reason: Cut['finishReason']) => chunk({}, reason),
    usage: (usage: Usage) => ({ ...head, choices: [], usage }),
  }
}
