import { type ChildProcess, fork } from 'node:child_process'
import type { Logger } from '@chat-demo/common'
import { z } from 'zod'

/** After its process ended unasked somebody comes again this much later. */
const againMs = 10_000
/** Whoever was asked to leave and has not after this time is not waited for. */
const LEAVES_WITHIN_MS = 5_000

/** What one stay came to. */
const staySchema = z.object({ asked: z.number(), gaveUp: z.boolean() })

/** A person with a real browser, beside the schedule: what browsers measure needs one. They wait for their replies. */
export class People {
  readonly totals = { stays: 0, asked: 0, gaveUp: 0, failed: 0 }
  readonly #program: string
  readonly #logger: Logger
  readonly #leavesWithinMs: number
  #wanted = false
  #process: ChildProcess | null = null
  readonly #leaving = new WeakSet<ChildProcess>()
  #again: NodeJS.Timeout | undefined
  #gone: () => void = () => undefined

  /** @param program the file of `process.ts` as it was built */
  constructor(program: string, logger: Logger, leavesWithinMs = LEAVES_WITHIN_MS) {
    this.#program = program
    this.#logger = logger
    this.#leavesWithinMs = leavesWithinMs
  }

  /** Lets somebody come, or leave. Does nothing when it is so already. */
  setPresent(present: boolean): void {
    this.#wanted = present
    clearTimeout(this.#again)
    if (!present) this.#leave()
    else if (this.#process === null) this.#come()
  }

  /** Resolves when nobody is there any more and the browser has ended. */
  async close(): Promise<void> {
    this.setPresent(false)
    if (this.#process === null) return
    await new Promise<void>(resolve => {
      this.#gone = resolve
    })
  }

  #leave(): void {
    const child = this.#process
    if (!child?.connected) return
    child.disconnect()
    this.#leaving.add(child)
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#leavesWithinMs)
    child.once('exit', () => clearTimeout(timer))
  }

  #come(): void {
    // Without what this process was started with: the tracer watches the chat, not those who use it.
    const child = fork(this.#program, { execArgv: [] })
    this.#process = child
    this.#logger.info({ pid: child.pid }, 'a person with a browser comes')
    child.on('message', message => {
      const { asked, gaveUp } = staySchema.parse(message)
      this.totals.stays += 1
      this.totals.asked += asked
      if (gaveUp) this.totals.gaveUp += 1
    })
    child.once('error', error => this.#logger.warn({ err: error }, 'the browser’s process could not be started'))
    // Not `close`: that never comes once this side has disconnected.
    child.once('exit', code => {
      this.#process = null
      this.#gone()
      this.#logger.info({ pid: child.pid, code, ...this.totals }, 'the person with a browser has left')
      const asked = this.#leaving.delete(child)
      if (!asked) this.totals.failed += 1
      if (this.#wanted) this.#again = setTimeout(() => this.#come(), asked ? 0 : againMs)
    })
  }
}
