import { randomUUID } from 'node:crypto'
import type { Logger } from '@chat-demo/common'
import { ChatPage } from './chat.ts'
import type { Visit } from './plan.ts'
import type { Outcome } from './tally.ts'

/** Visits under way at once; beyond it visits are not made, and count as scheduled but not sent. */
const maxUnderWay = 3_000

/** Makes visits against the chat. A visit never waits for another one. */
export class Visits {
  readonly #chatUrl: string
  readonly #logger: Logger
  /** The latest conversation of each visitor. */
  readonly #conversations = new Map<string, string>()
  readonly #underWay = new Set<Promise<void>>()

  constructor(chatUrl: string, logger: Logger) {
    this.#chatUrl = chatUrl
    this.#logger = logger
  }

  /** @returns whether the visit was made; its outcome is told later */
  begin(visit: Visit, ended: (outcome: Outcome) => void): boolean {
    if (this.#underWay.size >= maxUnderWay) return false
    const running: Promise<void> = this.#run(visit)
      .then(ended)
      .finally(() => this.#underWay.delete(running))
    this.#underWay.add(running)
    return true
  }

  /** Resolves when every visit has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  /** The page and its lists are fetched beside the question and never hold it up, whatever they take. */
  async #run({ visitor, newConversation, question }: Visit): Promise<Outcome> {
    const page = new ChatPage(this.#chatUrl, visitor)
    const beside = [this.#load(page, '/'), this.#load(page, '/api/conversations')]
    try {
      let id = newConversation ? undefined : this.#conversations.get(visitor.id)
      if (id === undefined) {
        id = await page.createConversation()
        if (id === undefined) return 'failed'
        this.#conversations.set(visitor.id, id)
      }
      beside.push(this.#load(page, `/api/conversations/${id}/messages`))
      const outcome = await page.ask(id, question, randomUUID())
      beside.push(this.#load(page, '/api/conversations'))
      if (outcome !== 'unknown conversation') return outcome
      this.#conversations.delete(visitor.id)
      return 'failed'
    } catch (error) {
      this.#logger.debug({ err: error }, 'a visit failed')
      return isTimeout(error) ? 'timedOut' : 'failed'
    } finally {
      await Promise.all(beside)
    }
  }

  async #load(page: ChatPage, path: string): Promise<void> {
    try {
      await page.load(path)
    } catch (error) {
      this.#logger.debug({ err: error, path }, 'a page could not be loaded')
    }
  }
}

/** An aborted request of Node names the time-out as its cause. */
function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'TimeoutError' || (error.name === 'AbortError' && isTimeout(error.cause))
}
