import { type Cancel, type Clock, iso, messageOf } from '@chat-demo/engine'
import type { SentMessage } from '../../features/tour/progress-schema.ts'
import type { QuestionStatus } from '../chat.ts'
import type { Refused } from '../lenses/followings.ts'

const EVERY_MS = 500

/** A message that is on its way. */
export interface SentQuestion {
  conversationId: string
  /** The trace that it leaves. */
  traceId: string
}

export interface MessageWatchOptions {
  clock: Clock
  warn: (message: string) => void
  /** What the chat has stored of it; null while nothing. */
  statusOf: (question: SentQuestion) => Promise<QuestionStatus | null>
  /** What the chat answered instead of a reply. */
  refusalOf: (question: SentQuestion) => Pick<Refused, 'status' | 'detail'> | null
}

/** Asks the chat what became of one question until it has ended. */
export class MessageWatch {
  readonly #options: MessageWatchOptions
  readonly #onChange: (message: SentMessage) => void
  #traceId: string | null = null
  #cancel: Cancel = () => undefined

  constructor(options: MessageWatchOptions, onChange: (message: SentMessage) => void) {
    this.#options = options
    this.#onChange = onChange
  }

  /** A newer question takes the place of the one before. */
  begin(question: SentQuestion & { content: string }): void {
    const { conversationId, traceId, content } = question
    const sentAt = iso(this.#options.clock.now())
    const sent: SentMessage = { conversationId, traceId, content, sentAt, state: 'sent', problem: null, endedAt: null }
    this.#onChange(sent)
    this.follow(sent)
  }

  /** The same is followed once. */
  follow(sent: SentMessage): void {
    if (sent.traceId === this.#traceId) return
    this.close()
    this.#traceId = sent.traceId
    this.#ask(sent)
  }

  close(): void {
    this.#cancel()
    this.#traceId = null
  }

  #ask(sent: SentMessage): void {
    const { clock, statusOf, refusalOf, warn } = this.#options
    const again = (next: SentMessage) => {
      if (this.#traceId === sent.traceId) this.#cancel = clock.after(EVERY_MS, () => this.#ask(next))
    }
    statusOf(sent).then(
      stored => {
        if (this.#traceId !== sent.traceId) return
        const next = heardOf(sent, stored, refusalOf(sent), iso(clock.now()))
        if (next !== sent) this.#onChange(next)
        if (next.endedAt === null) again(next)
      },
      error => {
        // The chat may be what was just broken: what is stored is asked for again.
        warn(`message of ${sent.conversationId}: ${messageOf(error)}`)
        again(sent)
      },
    )
  }
}

/** What is known of a message now; the same object where nothing is new. */
export function heardOf(
  sent: SentMessage,
  stored: QuestionStatus | null,
  refusal: Pick<Refused, 'status' | 'detail'> | null,
  now: string,
): SentMessage {
  const problem = refusal && [refusal.status, refusal.detail].filter(Boolean).join(': ')
  if (stored === 'answered' || stored === 'failed') return { ...sent, state: stored, problem, endedAt: now }
  // What is stored gets its answer, whatever was said to the one who waited for it.
  if (stored === null && refusal) return { ...sent, state: 'failed', problem, endedAt: now }
  const state = stored === null ? sent.state : 'accepted'
  return state === sent.state && problem === sent.problem ? sent : { ...sent, state, problem }
}
