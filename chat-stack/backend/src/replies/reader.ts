import type { Ending } from '../store/questions.ts'
import { type ReplyChange, remainder } from './assembler.ts'
import type { SseStream } from './sse.ts'

/** One reply as one stream shows it: remembers what went out, so that the end can be completed from the stored row. */
export class ReplyReader {
  readonly #stream: SseStream
  readonly #messageId: string
  #sent = ''
  #index = 0

  constructor(stream: SseStream, messageId: string) {
    this.#stream = stream
    this.#messageId = messageId
  }

  /** Shows a change. @returns whether it is an end that must be completed from the stored row */
  show(change: ReplyChange): 'goes on' | 'ended' | 'read the row' {
    const messageId = this.#messageId
    switch (change.kind) {
      case 'begun':
        return 'goes on'
      case 'delta':
        this.#delta(change.text)
        return 'goes on'
      case 'restart':
        this.#restart()
        return 'goes on'
      case 'failed': {
        const { reason, retryable, position } = change
        this.#stream.send({ event: 'failed', data: { messageId, reason, retryable } }, position)
        return 'ended'
      }
      case 'done': {
        if (!change.whole) return 'read the row'
        const { replyId, usage, position } = change
        this.#stream.send({ event: 'done', data: { messageId, replyId, usage } }, position)
        return 'ended'
      }
    }
  }

  /** Completes the reply from its stored end. @returns false while it is still waiting */
  finish(ending: Ending): boolean {
    const messageId = this.#messageId
    switch (ending.kind) {
      case 'waiting':
        return false
      case 'deleted':
        this.#stream.send({ event: 'deleted', data: {} })
        return true
      case 'failed': {
        const { reason, retryable, position } = ending
        this.#stream.send({ event: 'failed', data: { messageId, reason, retryable } }, position)
        return true
      }
      case 'answered': {
        const rest = remainder(this.#sent, ending.text)
        if (rest === undefined) this.#restart()
        const missing = rest ?? ending.text
        if (missing !== '') this.#delta(missing)
        const { replyId, usage, position } = ending
        this.#stream.send({ event: 'done', data: { messageId, replyId, usage } }, position)
        return true
      }
    }
  }

  #delta(text: string): void {
    this.#stream.send({ event: 'delta', data: { messageId: this.#messageId, index: this.#index, text } })
    this.#index += 1
    this.#sent += text
  }

  #restart(): void {
    this.#stream.send({ event: 'restart', data: { messageId: this.#messageId } })
    this.#index = 0
    this.#sent = ''
  }
}
