import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startPostgresServer } from '../images/postgres-server.ts'
import { startRabbitmqServer } from '../images/rabbitmq-server.ts'
import type { ServerProcess } from '../images/server-process.ts'

/** A real server for tests; `close` ends it and removes its folder. */
export interface TestServer {
  url: string
  process: ServerProcess
  close(): Promise<void>
}

export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error(`No free port on ${host}.`)
  return address.port
}

/**
 * Waits until `ask` answers without an error.
 * @throws the last error when it did not within `seconds`.
 */
async function answers(
  what: string,
  server: ServerProcess,
  ask: () => Promise<unknown>,
  seconds: number,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  let ended: string | null = null
  void server.exited.then(({ code, signal }) => {
    ended = `${what} ended with ${signal ?? `exit code ${code}`}`
  })
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (ended !== null) throw new Error(ended)
      if (Date.now() > deadline) throw new Error(`${what} did not answer within ${seconds} s`, { cause: error })
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
}

interface TestPostgresOptions {
  port?: number
  /** A folder with a `postgresql.conf`. */
  configDir?: string
  /** A folder with `*.sql` to begin with. */
  initDir?: string
}

/** PostgreSQL on a free port; `url` is the superuser's, to the database `postgres`. */
export async function startPostgres({ port, configDir, initDir }: TestPostgresOptions = {}): Promise<TestServer> {
  const { default: pg } = await import('pg')
  const folder = await mkdtemp(path.join(tmpdir(), 'postgres-test-'))
  const chosen = port ?? (await freePort())
  const url = `postgres://postgres:test@127.0.0.1:${chosen}/postgres`
  const server = await startPostgresServer({
    host: '127.0.0.1',
    port: chosen,
    dataDir: path.join(folder, 'data'),
    user: 'postgres',
    password: 'test',
    database: 'postgres',
    configDir,
    initDir,
    log: 'ignore',
  })
  await answers(
    'PostgreSQL',
    server,
    async () => {
      const client = new pg.Client({ connectionString: url })
      try {
        await client.connect()
      } finally {
        await client.end()
      }
    },
    30,
  )
  return {
    url,
    process: server,
    close: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** RabbitMQ with its management API on free ports; the user is an administrator. */
export async function startRabbitmq(): Promise<TestServer & { managementUrl: string; prometheusUrl: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rabbitmq-test-'))
  const port = await freePort()
  const managementPort = await freePort()
  const prometheusPort = await freePort()
  const server = await startRabbitmqServer({
    host: '127.0.0.1',
    port,
    managementPort,
    prometheusPort,
    dataDir: folder,
    user: 'test',
    password: 'test',
    log: 'ignore',
  })
  const managementUrl = `http://test:test@127.0.0.1:${managementPort}`
  const authorization = `Basic ${Buffer.from('test:test').toString('base64')}`
  await answers(
    'RabbitMQ',
    server,
    async () => {
      const response = await fetch(`http://127.0.0.1:${managementPort}/api/health/checks/port-listener/${port}`, {
        headers: { authorization },
      })
      if (!response.ok) throw new Error(`management API: ${response.status}`)
    },
    60,
  )
  return {
    url: `amqp://test:test@127.0.0.1:${port}`,
    managementUrl,
    prometheusUrl: `http://127.0.0.1:${prometheusPort}`,
    process: server,
    close: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
