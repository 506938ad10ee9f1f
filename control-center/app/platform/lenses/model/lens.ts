import { itemSearch } from '../../datadog/calls.ts'
import type { KeptCalls } from '../../datadog/kept.ts'
import { modelCalls } from './calls.ts'
import { conversationView } from './conversation.ts'
import { llmSpans } from './llm-spans.ts'
import type { CallsView, ConversationView } from './types.ts'

const EVERY_MS = 10_000
/** Spans with prompts and replies are large: about 2 kB each. */
const NEWEST = 400
const MATCHES = 200
/** Questions whose spans one search asks for. */
const TRACES = 60
const CONVERSATION_SPANS = 200
/** Where a conversation is looked for. */
const CONVERSATION_MS = 4 * 3_600_000

/** What LLM Observability tells of the calls of the model. */
export class ModelLens {
  readonly #calls: KeptCalls
  readonly #env: string

  constructor(calls: KeptCalls, env: string) {
    this.#calls = calls
    this.#env = env
  }

  /** The newest calls, or those of questions that a query of Datadog's search syntax finds. @throws DatadogError */
  async calls(query: string, spanMs: number): Promise<CallsView> {
    if (query === '') {
      const found = await this.#search('', spanMs, NEWEST)
      const calls = modelCalls(llmSpans(found))
      return { calls, cut: found.data.length >= NEWEST }
    }
    const matches = await this.#search(query, spanMs, MATCHES)
    const traces = [...new Set(llmSpans(matches).map(span => span.trace_id))]
    if (traces.length === 0) return { calls: [], cut: false }
    // A span that matches may be the question or one of its calls; both are needed.
    const whole = await this.#search(`@trace_id:(${traces.slice(0, TRACES).join(' OR ')})`, spanMs + 60_000, 1_000)
    return { calls: modelCalls(llmSpans(whole)), cut: traces.length > TRACES || matches.data.length >= MATCHES }
  }

  /** @throws DatadogError */
  async conversation(id: string): Promise<ConversationView> {
    const found = await this.#search(`@session_id:${id}`, CONVERSATION_MS, CONVERSATION_SPANS)
    return conversationView(id, llmSpans(found), found.data.length >= CONVERSATION_SPANS)
  }

  async #search(query: string, spanMs: number, limit: number) {
    const own = `@ml_app:chat-demo env:${this.#env} @meta.span.kind:(llm OR workflow)`
    const whole = query === '' ? own : `${own} (${query})`
    const { answer } = await this.#calls.ask(
      `model ${spanMs} ${query}`,
      EVERY_MS,
      now => itemSearch('llm', { query: whole, indexes: [], from: now - spanMs, to: now, limit }),
      query === '' ? 1 : 2,
    )
    return answer
  }
}
