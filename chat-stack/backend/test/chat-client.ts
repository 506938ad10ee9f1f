import type { Message, Stats } from '@chat-demo/common/contract'
import { EventSourceParserStream } from 'eventsource-parser/stream'

export interface SseMessage {
  id: string
  event: string
  // Each test knows the events that it looks at.
  data: Record<string, unknown>
}

export interface Answer {
  status: number
  headers: Headers
  /** Of anything but a stream. */
  body: Record<string, unknown>
  /** Of a stream, as they come. */
  events: AsyncGenerator<SseMessage>
}

async function* eventsOf(response: Response): AsyncGenerator<SseMessage> {
  if (response.body === null) return
  const stream = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { id, event, data } of stream) yield { id: id ?? '', event: event ?? '', data: JSON.parse(data) }
}

/** A client of the Chat API as a page would be one. */
export class ChatClient {
  readonly #base: string
  readonly #headers: Record<string, string>

  constructor(base: string, headers: Record<string, string> = {}) {
    this.#base = base
    this.#headers = headers
  }

  async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        ...this.#headers,
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const streams = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
    const text = streams ? '' : await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : JSON.parse(text),
      events: eventsOf(response),
    }
  }

  async conversation(): Promise<string> {
    const { body } = await this.request('POST', '/api/conversations')
    return String(body.id)
  }

  ask(conversationId: string, content: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.request('POST', `/api/conversations/${conversationId}/messages`, { content }, headers)
  }

  async askLater(conversationId: string, content: string): Promise<string> {
    const { status, body } = await this.ask(conversationId, content, { prefer: 'respond-async' })
    if (status !== 202) throw new Error(`asked, got ${status} ${JSON.stringify(body)}`)
    return String(body.id)
  }

  async history(conversationId: string): Promise<Message[]> {
    const { body } = await this.request('GET', `/api/conversations/${conversationId}/messages`)
    return body.messages as Message[]
  }

  async stats(): Promise<Stats & { lost: number }> {
    const { body } = await this.request('GET', '/api/stats')
    const stats = body as Stats
    return { ...stats, lost: stats.accepted - stats.answered - stats.failed - stats.waiting }
  }
}

export async function collect(events: AsyncGenerator<SseMessage>): Promise<SseMessage[]> {
  const all: SseMessage[] = []
  for await (const event of events) all.push(event)
  return all
}

/** The text that a reader has after these events. */
export function textOf(events: SseMessage[]): string {
  let text = ''
  for (const { event, data } of events) {
    if (event === 'restart') text = ''
    if (event === 'delta') text += data.text
  }
  return text
}
