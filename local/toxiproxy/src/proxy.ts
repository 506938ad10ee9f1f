import { connect, createServer, type Server, type Socket } from 'node:net'
import { toxicExists, toxicNotFound } from './errors.ts'
import { Link } from './link.ts'
import type { Toxic } from './toxics/toxic.ts'

export interface Address {
  host: string
  port: number
}

export interface ProxyOptions {
  name: string
  upstream: string
  /** The address behind `upstream`. */
  target: Address
  listen: Address
  random: () => number
}

/** A listening port whose connections go to the upstream, through the toxics. */
export class ToxicProxy {
  readonly name: string
  readonly upstream: string
  readonly #target: Address
  #listen: Address
  readonly #random: () => number
  #server: Server | null = null
  readonly #toxics: Toxic[] = []
  readonly #open = new Set<{ client: Socket; server: Socket; links: Record<Toxic['stream'], Link> }>()

  constructor({ name, upstream, target, listen, random }: ProxyOptions) {
    this.name = name
    this.upstream = upstream
    this.#target = target
    this.#listen = listen
    this.#random = random
  }

  get enabled(): boolean {
    return this.#server !== null
  }

  /** As the API shows it. */
  view() {
    const { host, port } = this.#listen
    return {
      name: this.name,
      listen: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      upstream: this.upstream,
      enabled: this.enabled,
      toxics: this.#toxics,
    }
  }

  /** Rejects with the socket's own error when the address is taken. */
  async start(): Promise<void> {
    if (this.#server) return
    const server = createServer({ allowHalfOpen: true }, client => this.#connect(client))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: this.#listen.host, port: this.#listen.port }, resolve)
    })
    const address = server.address()
    // A port 0 is chosen once: the proxy comes back where it was.
    if (address && typeof address === 'object') this.#listen = { host: this.#listen.host, port: address.port }
    this.#server = server
  }

  /** Ends the listener and every connection. */
  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = null
    for (const { client, server: upstream } of this.#open) {
      client.destroy()
      upstream.destroy()
    }
    await new Promise(resolve => server.close(resolve))
  }

  get toxics(): readonly Toxic[] {
    return this.#toxics
  }

  toxic(name: string): Toxic {
    const found = this.#toxics.find(each => each.name === name)
    if (!found) throw toxicNotFound()
    return found
  }

  add(toxic: Toxic): void {
    if (this.#toxics.some(({ name }) => name === toxic.name)) throw toxicExists()
    this.#toxics.push(toxic)
    for (const { links } of this.#open) links[toxic.stream].add(toxic)
  }

  update(toxic: Toxic): void {
    this.#toxics[this.#toxics.indexOf(this.toxic(toxic.name))] = toxic
    for (const { links } of this.#open) links[toxic.stream].update(toxic)
  }

  remove(name: string): void {
    const toxic = this.toxic(name)
    this.#toxics.splice(this.#toxics.indexOf(toxic), 1)
    for (const { links } of this.#open) links[toxic.stream].remove(toxic)
  }

  #connect(client: Socket): void {
    const server = connect({ ...this.#target, allowHalfOpen: true, noDelay: true })
    client.setNoDelay(true)
    const connection = {
      close() {
        client.destroy()
        server.destroy()
      },
      reset() {
        client.resetAndDestroy()
        server.resetAndDestroy()
      },
    }
    const links = {
      upstream: new Link(client, server, connection, this.#random),
      downstream: new Link(server, client, connection, this.#random),
    }
    for (const toxic of this.#toxics) links[toxic.stream].add(toxic)
    const open = { client, server, links }
    this.#open.add(open)
    for (const socket of [client, server]) {
      // A side that breaks breaks the other: what it had to say cannot be told any more.
      socket.on('error', () => connection.close())
      socket.on('close', () => {
        if (client.destroyed && server.destroyed) this.#open.delete(open)
      })
    }
  }
}
