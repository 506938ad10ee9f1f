import type { SseEvent } from '@chat-demo/common/contract'
import type { FastifyReply } from 'fastify'

/** Bytes that may wait for a slow reader before its stream is cut; the stored row still has everything. */
const maxBuffered = 1_000_000

/** Comments between events, so that proxies and browsers see the stream alive. */
const heartbeatMs = 15_000

/** Lines of one event; JSON has no line breaks, so its data is one line. */
export function formatEvent(id: string, { event, data }: SseEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

/** The position behind which a reader wants to go on; undefined when it has none or one that is not ours. */
export function parseLastEventId(header: string | string[] | undefined): number | undefined {
  const match = /^(\d{1,15})(?:\.\d+)?$/.exec(Array.isArray(header) ? '' : (header ?? ''))
  return match?.[1] === undefined ? undefined : Number(match[1])
}

/**
 * A stream of server-sent events. Ids are `position` for what is stored (an acceptance, an end) and
 * `position.counter` for what is transient, so that `Last-Event-ID` always leads back to a stored position.
 */
export class SseStream {
  readonly #reply: FastifyReply
  readonly #heartbeat: NodeJS.Timeout
  #position: number
  #counter = 0

  constructor(reply: FastifyReply, position: number) {
    this.#reply = reply
    this.#position = position
    reply.hijack()
    const { raw } = reply
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    raw.flushHeaders()
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), heartbeatMs)
    raw.once('close', () => clearInterval(this.#heartbeat))
  }

  /** @param position of a stored event */
  send(event: SseEvent, position?: number): void {
    if (position === undefined) this.#counter += 1
    else if (position > this.#position) {
      this.#position = position
      this.#counter = 0
    }
    this.#write(formatEvent(position === undefined ? `${this.#position}.${this.#counter}` : `${position}`, event))
  }

  /** Tells the browser how soon to come back. */
  retryIn(milliseconds: number): void {
    this.#write(`retry: ${milliseconds}\n\n`)
  }

  get position(): number {
    return this.#position
  }

  end(): void {
    this.#reply.raw.end()
  }

  #write(text: string): void {
    const { raw } = this.#reply
    if (raw.destroyed || raw.writableEnded) return
    raw.write(text)
    if (raw.writableLength > maxBuffered) raw.destroy()
  }
}
