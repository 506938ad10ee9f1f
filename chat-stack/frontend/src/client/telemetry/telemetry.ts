import type { RumConfig } from '../../rum-config.ts'
import type { User } from '../user/user.ts'
import type { Rum } from './rum.ts'

/**
 * What the page tells of itself and of its person, if the shop wants to know: the library is fetched behind the first
 * picture of the page, and only then. Before that, and without it, everything here does nothing.
 */
class Telemetry {
  #rum: Rum | undefined
  #user: User | undefined

  async start(): Promise<void> {
    const config = await fetchConfig()
    if (config === undefined) return
    const { startRum } = await import('./rum.ts')
    this.#rum = startRum(config, this.#user)
  }

  identify(user: User): void {
    this.#user = user
    this.#rum?.identify(user)
  }

  asked(conversationId: string | undefined): void {
    this.#rum?.asked(conversationId)
  }

  /** @param askedAt performance.now() when the person sent the question */
  firstToken(askedAt: number): void {
    this.#rum?.firstToken(askedAt)
  }
}

export const telemetry = new Telemetry()

/** @returns undefined when nothing is to be sent, or nobody can be asked */
async function fetchConfig(): Promise<RumConfig | undefined> {
  try {
    const response = await fetch('/rum')
    return response.status === 200 ? await response.json() : undefined
  } catch (error) {
    // A page that cannot reach its server has more to say about that elsewhere.
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined
    throw error
  }
}
