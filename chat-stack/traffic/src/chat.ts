import type { IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'
import { discard, readText, send } from './http.ts'
import type { Visitor } from './plan.ts'
import type { Outcome } from './tally.ts'

/** How long a visitor waits for a page, and for a whole reply. */
const pageMs = 10_000
const replyMs = 60_000
const storeAttempts = 5

/** What a chat page does, by the Chat API; every call ends by itself. */
export class ChatPage {
  readonly #base: string
  readonly #headers: Record<string, string>

  constructor(base: string, visitor: Visitor) {
    this.#base = base.replace(/\/$/, '')
    this.#headers = { 'x-user-id': visitor.id, 'x-user-name': encodeURIComponent(visitor.name) }
  }

  /** Fetches and reads a page or a list. @throws when it cannot be had; its status does not matter here */
  async load(path: string): Promise<void> {
    const signal = AbortSignal.timeout(pageMs)
    await discard(await send({ method: 'GET', url: `${this.#base}${path}`, headers: this.#headers, signal }))
  }

  /** @returns the id of a new conversation; undefined when it was refused */
  async createConversation(): Promise<string | undefined> {
    const url = `${this.#base}/api/conversations`
    const signal = AbortSignal.timeout(replyMs)
    const response = await send({ method: 'POST', url, headers: this.#headers, signal })
    const text = await readText(response)
    if (response.statusCode !== 201) return undefined
    return (JSON.parse(text) as { id: string }).id
  }

  /** Asks and reads the reply to its end; a question that could not be stored is sent again under the same key. */
  async ask(conversationId: string, content: string, key: string): Promise<Outcome | 'unknown conversation'> {
    const signal = AbortSignal.timeout(replyMs)
    for (let attempt = 1; ; attempt += 1) {
      const response = await send({
        method: 'POST',
        url: `${this.#base}/api/conversations/${conversationId}/messages`,
        headers: { ...this.#headers, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ content }),
        signal,
      })
      if (response.statusCode === 200) return readReply(response)
      await discard(response)
      if (response.statusCode === 504) return 'timedOut'
      if (response.statusCode === 404) return 'unknown conversation'
      if (response.statusCode !== 503 || attempt === storeAttempts) return 'failed'
      const seconds = Number(response.headers['retry-after'] ?? 1)
      await delay(Math.min(5, Number.isFinite(seconds) ? seconds : 1) * 1_000, undefined, { signal })
    }
  }
}

async function readReply(response: IncomingMessage): Promise<Outcome> {
  let last: string | undefined
  const parser = createParser({
    onEvent: ({ event }) => {
      last = event
    },
  })
  for await (const chunk of response.setEncoding('utf8')) parser.feed(chunk)
  if (last === 'done') return 'ok'
  return last === 'late' ? 'timedOut' : 'failed'
}
