import { type Clock, iso } from '@chat-demo/engine'
import { hashSecret, newSecret } from './secrets.ts'

const LIFE_MS = 10 * 60_000
/** Codes that are open at the same time; the oldest goes when one more is asked for. */
const MAX_OPEN = 100

/** Codes of login links: each opens one browser, once, within ten minutes. Kept in memory only, and hashed. */
export class LoginCodes {
  readonly #open = new Map<string, { who: string; expiresAt: number }>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  issue(who: string): { code: string; expiresAt: string } {
    this.#drop()
    const code = newSecret()
    const expiresAt = this.#clock.now() + LIFE_MS
    this.#open.set(hashSecret(code), { who, expiresAt })
    const [oldest] = this.#open.keys()
    if (this.#open.size > MAX_OPEN && oldest !== undefined) this.#open.delete(oldest)
    return { code, expiresAt: iso(expiresAt) }
  }

  /** Whose code it is, null when it was used, is too old or never was one. It is worth nothing afterwards. */
  redeem(code: string): string | null {
    this.#drop()
    const hash = hashSecret(code)
    const found = this.#open.get(hash)
    this.#open.delete(hash)
    return found?.who ?? null
  }

  #drop(): void {
    for (const [hash, { expiresAt }] of this.#open) if (expiresAt <= this.#clock.now()) this.#open.delete(hash)
  }
}
