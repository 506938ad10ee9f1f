import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { createLogger, Readiness } from '@chat-demo/common'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildServer } from '../app.ts'
import type { RumOptions } from './rum.ts'

interface Received {
  url: string | undefined
  headers: IncomingMessage['headers']
  body: Buffer
}

const page = { applicationId: 'app', clientToken: 'pub0123', service: 'browser', env: 'chat-demo', version: 'dev' }
const received: Received[] = []
let answer = 202
const intake = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    received.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks) })
    response.writeHead(answer).end()
  })
})
const servers: FastifyInstance[] = []
let intakeUrl: string
let origin: string

beforeAll(async () => {
  await once(intake.listen(0, '127.0.0.1'), 'listening')
  intakeUrl = addressOf()
  origin = await start({ page, intakeUrl })
})
beforeEach(() => {
  received.length = 0
  answer = 202
})
afterAll(async () => {
  await Promise.all(servers.map(server => server.close()))
  intake.close()
})

function addressOf(): string {
  const address = intake.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return `http://127.0.0.1:${address.port}`
}

async function start(rum: RumOptions | undefined): Promise<string> {
  const readiness = new Readiness()
  const server = await buildServer({
    logger: createLogger('test', 'silent'),
    readiness,
    allowedHosts: ['127.0.0.1'],
    backendUrl: 'http://127.0.0.1:1',
    rum,
    clientFolder: tmpdir(),
  })
  servers.push(server)
  return server.listen({ host: '127.0.0.1', port: 0 })
}

const batch = (token = page.clientToken, path = '/api/v2/rum') =>
  `/rum?ddforward=${encodeURIComponent(`${path}?ddsource=browser&dd-api-key=${token}&dd-request-id=1`)}`

function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, at = origin) {
  return fetch(`${at}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
  })
}

it('tells the page how to send, or that there is nothing to send', async () => {
  const configured = await fetch(`${origin}/rum`)
  expect(await configured.json()).toEqual(page)
  expect(configured.headers.get('content-security-policy')).toContain('worker-src blob:')
  const without = await start(undefined)
  const unconfigured = await fetch(`${without}/rum`)
  expect(unconfigured.status).toBe(204)
  expect(unconfigured.headers.get('content-security-policy')).not.toContain('worker-src')
  expect((await post(batch(), '{}', {}, without)).status).toBe(503)
})

it('forwards a batch as it came, without what tells who somebody is', async () => {
  const bytes = Uint8Array.from([0x78, 0x9c, 0, 255, 10])
  const secrets = { cookie: '_dd_s=1', authorization: 'Bearer x', 'x-user-id': '1', 'user-agent': 'Browser/1' }
  const response = await post(batch(undefined, '/api/v2/replay'), bytes, {
    ...secrets,
    'content-type': 'multipart/form-data; boundary=b',
  })
  expect(response.status).toBe(202)
  expect(received).toHaveLength(1)
  expect(received[0]?.url).toBe('/api/v2/replay?ddsource=browser&dd-api-key=pub0123&dd-request-id=1')
  expect(received[0]?.body).toEqual(Buffer.from(bytes))
  expect(received[0]?.headers).toMatchObject({
    'content-type': 'multipart/form-data; boundary=b',
    'user-agent': 'Browser/1',
    'x-forwarded-for': '127.0.0.1',
  })
  for (const name of ['cookie', 'authorization', 'x-user-id']) expect(received[0]?.headers).not.toHaveProperty(name)
})

it('refuses other tokens and other paths, and bodies that are too large', async () => {
  expect((await post(batch('pub9'), '{}')).status).toBe(403)
  expect((await post(batch(undefined, '/api/v2/logs'), '{}')).status).toBe(403)
  expect((await post('/rum', '{}')).status).toBe(403)
  expect((await post(batch(), new Uint8Array(1_048_577))).status).toBe(413)
  expect((await post(batch(), '{}', { origin: 'https://elsewhere.example' })).status).toBe(403)
  expect(received).toEqual([])
})

it('asks the page to keep its events while the intake is away or overloaded', async () => {
  for (answer of [500, 503, 429]) {
    const response = await post(batch(), '{}')
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
  }
  answer = 400
  expect((await post(batch(), '{}')).status).toBe(400)
  const alone = await start({ page, intakeUrl: 'http://127.0.0.1:1' })
  const response = await post(batch(), '{}', {}, alone)
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
})

it('bounds the rate of batches', async () => {
  const busy = await start({ page, intakeUrl })
  const statuses: number[] = []
  for (let sent = 0; sent < 310; sent += 1) statuses.push((await post(batch(), '{}', {}, busy)).status)
  expect(statuses.filter(status => status === 202)).toHaveLength(300)
  const refused = await post(batch(), '{}', {}, busy)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})
