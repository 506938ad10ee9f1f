import { type StandingToxic, sameToxic, type Toxic, type ToxicControl, ToxicError } from '../toxic/toxic.ts'

/** Toxiproxy in memory: its proxies stay, its toxics live as long as it does. */
export class MemoryToxiproxy implements ToxicControl {
  readonly proxies: string[]
  /** May throw, e.g. a `ToxicError`, to break the call before or after it takes effect. */
  onCall: (call: { method: keyof ToxicControl; done: boolean }) => void = () => undefined
  #toxics: Toxic[] = []

  constructor(proxies = ['backend-postgres', 'worker-postgres', 'backend-rabbitmq', 'worker-rabbitmq']) {
    this.proxies = proxies
  }

  /** What somebody else adds, or what stands. */
  get toxics(): Toxic[] {
    return this.#toxics
  }

  /** It comes back with its proxies and no toxic. */
  restart(): void {
    this.#toxics = []
  }

  list() {
    return this.#call('list', () => this.#toxics.map(({ proxy, name }) => ({ proxy, name })))
  }

  add(toxic: Toxic) {
    return this.#call('add', () => {
      if (!this.proxies.includes(toxic.proxy)) throw new ToxicError('refused', `Toxiproxy has no proxy ${toxic.proxy}`)
      if (!this.#toxics.some(other => sameToxic(other, toxic))) this.#toxics.push(structuredClone(toxic))
    })
  }

  remove(toxic: StandingToxic) {
    return this.#call('remove', () => {
      this.#toxics = this.#toxics.filter(other => !sameToxic(other, toxic))
    })
  }

  async #call<T>(method: keyof ToxicControl, action: () => T): Promise<T> {
    await Promise.resolve()
    this.onCall({ method, done: false })
    const result = action()
    this.onCall({ method, done: true })
    return result
  }
}
