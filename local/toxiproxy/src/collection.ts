import { badRequestBody, missingField, proxyExists, proxyNotFound, ToxiproxyError } from './errors.ts'
import { ToxicProxy } from './proxy.ts'
import { listenAddress, upstreamAddress } from './upstream.ts'

export interface ProxyInput {
  name: string
  listen: string
  upstream: string
  enabled: boolean
}

export interface CollectionOptions {
  /** The pod's address. */
  host: string
  env: Readonly<Record<string, string | undefined>>
  random: () => number
}

/** All proxies, by name. */
export class Collection {
  readonly #options: CollectionOptions
  readonly #proxies = new Map<string, ToxicProxy>()
  constructor(options: CollectionOptions) {
    this.#options = options
  }

  all(): ToxicProxy[] {
    return [...this.#proxies.values()]
  }

  get(name: string): ToxicProxy {
    const proxy = this.#proxies.get(name)
    if (!proxy) throw proxyNotFound()
    return proxy
  }

  async add(input: ProxyInput): Promise<ToxicProxy> {
    if (this.#proxies.has(input.name)) throw proxyExists()
    const proxy = this.#make(input)
    // Known before it listens, so that a second request of the same name cannot come between.
    this.#proxies.set(input.name, proxy)
    try {
      if (input.enabled) await proxy.start()
    } catch (error) {
      this.#proxies.delete(input.name)
      throw new ToxiproxyError(`listen tcp ${input.listen}: ${(error as Error).message}`, 500)
    }
    return proxy
  }

  /** A new address is a new proxy under the old name: its connections end, its toxics stay. */
  async replace(name: string, input: ProxyInput): Promise<ToxicProxy> {
    const old = this.get(name)
    const next = this.#make(input)
    if (next.view().listen !== old.view().listen || next.upstream !== old.upstream) {
      await old.stop()
      for (const toxic of old.toxics) next.add(toxic)
      this.#proxies.set(name, next)
    }
    const proxy = this.get(name)
    if (input.enabled) await proxy.start()
    else await proxy.stop()
    return proxy
  }

  async remove(name: string): Promise<void> {
    await this.get(name).stop()
    this.#proxies.delete(name)
  }

  /** Makes those that are not there yet, and replaces those that differ. */
  async populate(inputs: ProxyInput[]): Promise<ToxicProxy[]> {
    for (const [at, { name, upstream }] of inputs.entries()) {
      if (!name) throw missingField(`name at proxy ${at + 1}`)
      if (!upstream) throw missingField(`upstream at proxy ${at + 1}`)
    }
    const made: ToxicProxy[] = []
    for (const input of inputs)
      made.push(this.#proxies.has(input.name) ? await this.replace(input.name, input) : await this.add(input))
    return made
  }

  /** Every proxy on, every toxic gone. */
  async reset(): Promise<void> {
    for (const proxy of this.#proxies.values()) {
      await proxy.start()
      for (const { name } of [...proxy.toxics]) proxy.remove(name)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.all().map(proxy => proxy.stop()))
  }

  #make({ name, listen, upstream }: ProxyInput): ToxicProxy {
    const { host, env, random } = this.#options
    try {
      const target = upstreamAddress(upstream, env)
      const chosen = env[`${name.toUpperCase().replaceAll('-', '_')}_PORT`]
      return new ToxicProxy({
        name,
        upstream,
        target,
        listen: listenAddress(listen || '127.0.0.1:0', host, chosen),
        random,
      })
    } catch (error) {
      throw badRequestBody((error as Error).message)
    }
  }
}
