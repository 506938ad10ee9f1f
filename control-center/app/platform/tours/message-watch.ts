import { type Cancel, type Clock, iso, messageOf } from '@chat-demo/engine'
import type { SentMessage } from '../../features/tour/progress-schema.ts'
import type { AcceptedQuestion } from '../chat.ts'

const EVERY_MS = 500

interface MessageWatchOptions {
  clock: Clock
  warn: (message: string) => void
  statusOf: (question: AcceptedQuestion) => Promise<'waiting' | 'answered' | 'failed'>
}

/** Asks the chat what became of one question until it has ended. */
export class MessageWatch {
  readonly #options: MessageWatchOptions
  readonly #onChange: (message: SentMessage) => void
  #messageId: string | null = null
  #cancel: Cancel = () => undefined

  constructor(options: MessageWatchOptions, onChange: (message: SentMessage) => void) {
    this.#options = options
    this.#onChange = onChange
  }

  /** A newer question takes the place of the one before; the same is followed once. */
  follow(question: AcceptedQuestion & { content: string; sentAt?: string }): void {
    if (question.messageId === this.#messageId) return
    this.close()
    const { conversationId, messageId, content } = question
    const sentAt = question.sentAt ?? iso(this.#options.clock.now())
    const sent: SentMessage = { conversationId, messageId, content, sentAt, state: 'accepted', endedAt: null }
    this.#messageId = messageId
    if (!question.sentAt) this.#onChange(sent)
    this.#ask(sent)
  }

  close(): void {
    this.#cancel()
    this.#messageId = null
  }

  #ask(sent: SentMessage): void {
    const { clock, statusOf, warn } = this.#options
    const again = () => {
      if (this.#messageId === sent.messageId) this.#cancel = clock.after(EVERY_MS, () => this.#ask(sent))
    }
    statusOf(sent).then(
      status => {
        if (status === 'waiting' || this.#messageId !== sent.messageId) return again()
        this.#onChange({ ...sent, state: status, endedAt: iso(clock.now()) })
      },
      error => {
        // The chat may be what was just broken: the question is stored, and asked for again.
        warn(`message ${sent.messageId}: ${messageOf(error)}`)
        again()
      },
    )
  }
}
