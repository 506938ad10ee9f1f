import type { Usage } from '@chat-demo/common/contract'
import OpenAI from 'openai'

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export interface Completion {
  text: string
  usage: Usage | null
  /** The model that answered, by its own name. */
  model: string
}

/** The model ended its stream without an answer. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError'
}

export type Complete = (
  messages: ChatMessage[],
  onText: (text: string) => void,
  signal: AbortSignal,
) => Promise<Completion>

export interface ModelOptions {
  baseUrl: string
  apiKey: string
  model: string
  /** Longest silence of a stream, in milliseconds, before it counts as broken. */
  silenceMs?: number
}

/** Streams one chat completion. Nothing is retried here: what a failure means is decided by the caller. */
export function createModel({ baseUrl, apiKey, model, silenceMs = 30_000 }: ModelOptions): Complete {
  const client = new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0, timeout: silenceMs })
  return async (messages, onText, signal) => {
    const silence = new AbortController()
    const timer = setTimeout(() => silence.abort(new Error('the model fell silent')), silenceMs)
    try {
      const stream = await client.chat.completions.create(
        { model, messages, stream: true, stream_options: { include_usage: true } },
        { signal: AbortSignal.any([signal, silence.signal]) },
      )
      let text = ''
      let usage: Usage | null = null
      let finish: string | null = null
      let answeredBy = model
      for await (const chunk of stream) {
        timer.refresh()
        answeredBy = chunk.model
        const [choice] = chunk.choices
        const part = choice?.delta.content ?? ''
        if (part !== '') {
          text += part
          onText(part)
        }
        finish = choice?.finish_reason ?? finish
        if (chunk.usage) usage = usageOf(chunk.usage)
      }
      // The client ends its iteration quietly when it is aborted.
      signal.throwIfAborted()
      silence.signal.throwIfAborted()
      if (finish === null) throw new Error('the stream of the model broke off')
      if (text.trim() === '') throw new NoAnswerError(finish)
      return { text, usage, model: answeredBy }
    } finally {
      clearTimeout(timer)
    }
  }
}

function usageOf({ prompt_tokens, completion_tokens, total_tokens }: OpenAI.CompletionUsage): Usage {
  return { prompt_tokens, completion_tokens, total_tokens }
}
