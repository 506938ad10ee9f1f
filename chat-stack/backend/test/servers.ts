import { randomUUID } from 'node:crypto'
import { createServer, connect as dial, type Socket } from 'node:net'
import pg from 'pg'
// Says what the shared servers provide to tests.
import type {} from '../../../local/cluster/testing/global-setup.ts'

/** A database of its own on the shared PostgreSQL. */
export async function createDatabase(adminUrl: string): Promise<string> {
  const name = `chat_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}

/** RabbitMQ's management API. */
export class Management {
  readonly #base: string
  readonly #authorization: string

  constructor(url: string) {
    const { origin, username, password } = new URL(url)
    this.#base = origin
    this.#authorization = `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#base}/api/${path}`, {
      method,
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  /** Closes every connection of a vhost as an operator would. @returns how many */
  async closeConnections(vhost: string): Promise<number> {
    const connections = await this.call<{ name: string }[]>('GET', `vhosts/${vhost}/connections`)
    for (const { name } of connections) await this.call('DELETE', `connections/${encodeURIComponent(name)}`)
    return connections.length
  }
}

/** A vhost of its own on the shared RabbitMQ. */
export async function createVhost(amqpUrl: string, management: Management): Promise<{ url: string; vhost: string }> {
  const vhost = `chat-${randomUUID()}`
  await management.call('PUT', `vhosts/${vhost}`)
  const url = new URL(amqpUrl)
  url.pathname = `/${vhost}`
  return { url: url.href, vhost }
}

/** A network path that can be cut and mended: what a client sees when its server is away. */
export interface Path {
  /** The target's URL, through this path. */
  url: string
  cut(): void
  mend(): Promise<void>
  close(): Promise<void>
}

export async function createPath(targetUrl: string): Promise<Path> {
  const target = new URL(targetUrl)
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    const upstream = dial(Number(target.port), target.hostname)
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      // Either end may break at any time: that is what this is for.
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        const address = server.address()
        if (address === null || typeof address === 'string') reject(new Error('no port'))
        else resolve(address.port)
      })
    })
  const port = await listen(0)
  const cut = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  const url = new URL(targetUrl)
  url.port = String(port)
  return {
    url: url.href,
    cut,
    mend: async () => {
      await listen(port)
    },
    close: async () => cut(),
  }
}
