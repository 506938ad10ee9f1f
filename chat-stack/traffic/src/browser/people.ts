import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@chat-demo/common'
import type { Browser } from 'playwright-core'
import { Itinerary } from './itinerary.ts'
import { makeStay } from './person.ts'

export interface PeopleOptions {
  /** An installed Chromium or Chrome. */
  executablePath: string
  chatUrl: string
  seed: number
  logger: Logger
}

const launchArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** After a failure the next try waits, so that a broken browser is not started over and over. */
const retryMs = 10_000

/** A person with a real browser, beside the schedule: what browsers measure needs one. They wait for their replies. */
export class People {
  readonly #options: PeopleOptions
  readonly #itinerary: Itinerary
  readonly totals = { stays: 0, asked: 0, gaveUp: 0, failed: 0 }
  #wanted = false
  #here: { stop: AbortController; left: Promise<void> } | null = null

  constructor(options: PeopleOptions) {
    this.#options = options
    this.#itinerary = new Itinerary(options.seed)
  }

  /** Lets somebody come, or everybody leave. Does nothing when it is so already. */
  setPresent(present: boolean): void {
    this.#wanted = present
    if (present && this.#here === null) {
      const stop = new AbortController()
      this.#here = { stop, left: this.#come(stop.signal) }
    } else if (!present) this.#here?.stop.abort()
  }

  /** Resolves when nobody is there any more and the browser has ended. */
  async close(): Promise<void> {
    this.setPresent(false)
    await this.#here?.left
  }

  async #come(signal: AbortSignal): Promise<void> {
    const { logger } = this.#options
    while (!signal.aborted) {
      try {
        await this.#visit(signal)
      } catch (error) {
        if (signal.aborted) break
        this.totals.failed += 1
        logger.warn({ err: error }, 'the person with the browser could not go on')
        await quietly(delay(retryMs, undefined, { signal }), signal)
      }
    }
    this.#here = null
    // Wanted again before everybody had left.
    if (this.#wanted) this.setPresent(true)
  }

  /** One stay after the other in one browser, until it is stopped or fails. */
  async #visit(signal: AbortSignal): Promise<void> {
    const { chatUrl, executablePath } = this.#options
    // Loaded only where there is a browser: it costs 30 MB.
    const { chromium } = await import('playwright-core')
    const browser: Browser = await chromium.launch({
      executablePath,
      args: launchArguments,
      handleSIGHUP: false,
      handleSIGINT: false,
      handleSIGTERM: false,
    })
    const leave = () => void browser.close()
    signal.addEventListener('abort', leave)
    try {
      while (!signal.aborted) {
        const stay = this.#itinerary.next()
        const { asked, gaveUp } = await makeStay(browser, chatUrl, stay, signal)
        this.totals.stays += 1
        this.totals.asked += asked
        if (gaveUp) this.totals.gaveUp += 1
        await delay(stay.awayMs, undefined, { signal })
      }
    } finally {
      signal.removeEventListener('abort', leave)
      await browser.close()
    }
  }
}

/** Waits; being told to stop meanwhile is no failure. */
async function quietly(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await waiting
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
