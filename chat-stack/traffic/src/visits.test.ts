import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createLogger, Readiness } from '@chat-demo/common'
import { afterEach, expect, test } from 'vitest'
import { createApp } from './app.ts'
import { Generator } from './generator.ts'
import type { Visit } from './plan.ts'
import type { Outcome } from './tally.ts'
import { Visits } from './visits.ts'

const logger = createLogger('test', 'silent')
const conversationId = '7b0e6a52-7a3f-4f6e-9f5f-0a7f6a1d2c3b'
const visit: Visit = {
  visitor: { id: '0b0e6a52-7a3f-4f6e-9f5f-0a7f6a1d2c3b', name: 'Zoë' },
  newConversation: true,
  question: 'Hi?',
}
const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

type Ask = (request: IncomingMessage, response: ServerResponse, attempt: number) => void

/** A chat whose answers to questions are the test's. */
async function chat(ask: Ask): Promise<{ url: string; seen: string[]; keys: unknown[]; users: unknown[] }> {
  const seen: string[] = []
  const keys: unknown[] = []
  const users: unknown[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    users.push(decodeURIComponent(String(request.headers['x-user-name'])))
    request.resume()
    if (request.method === 'GET') response.end('{}')
    else if (request.url === '/api/conversations') {
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ id: conversationId }))
    } else {
      keys.push(request.headers['idempotency-key'])
      ask(request, response, keys.length)
    }
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, seen, keys, users }
}

async function visitOnce(url: string): Promise<Outcome> {
  const visits = new Visits(url, logger)
  const outcome = new Promise<Outcome>(resolve => visits.begin(visit, resolve))
  await visits.settled()
  return outcome
}

function stream(response: ServerResponse, ...events: string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) response.write(`id: 1\nevent: ${event}\ndata: {}\n\n`)
  response.end()
}

test('a visit loads the page and its lists, asks, and reads the reply to its end', async () => {
  const { url, seen, users } = await chat((_request, response) => stream(response, 'accepted', 'delta', 'done'))
  expect(await visitOnce(url)).toBe('ok')
  expect(seen.sort()).toEqual([
    'GET /',
    'GET /api/conversations',
    'GET /api/conversations',
    `GET /api/conversations/${conversationId}/messages`,
    'POST /api/conversations',
    `POST /api/conversations/${conversationId}/messages`,
  ])
  expect(new Set(users)).toEqual(new Set(['Zoë']))
})

test.each<[string, Ask, Outcome]>([
  ['a failed reply', (_request, response) => stream(response, 'accepted', 'failed'), 'failed'],
  ['a reply that fell silent', (_request, response) => stream(response, 'accepted', 'delta', 'late'), 'timedOut'],
  ['a stream that broke off', (_request, response) => stream(response, 'accepted', 'delta'), 'failed'],
  ['a 504', (_request, response) => response.writeHead(504).end('{}'), 'timedOut'],
  ['a 500', (_request, response) => response.writeHead(500).end('{}'), 'failed'],
  ['a connection that broke', (_request, response) => response.destroy(), 'failed'],
])('%s is counted', async (_name, ask, outcome) => {
  const { url } = await chat(ask)
  expect(await visitOnce(url)).toBe(outcome)
})

test('a question that could not be stored is sent again with its key', async () => {
  const { url, keys } = await chat((_request, response, attempt) => {
    if (attempt < 3) response.writeHead(503, { 'retry-after': '0' }).end('{}')
    else stream(response, 'accepted', 'done')
  })
  expect(await visitOnce(url)).toBe('ok')
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
})

test('nobody at home: every visit is made and fails', async () => {
  expect(await visitOnce('http://127.0.0.1:1')).toBe('failed')
})

test('the profile is read and changed over HTTP', async () => {
  const generator = new Generator(1, { begin: () => true })
  const readiness = new Readiness()
  const app = createApp({ generator, people: null, logger, readiness, allowedHosts: undefined })
  expect((await app.inject('/profile')).json()).toEqual({ profile: 'off', perSecond: 0 })
  const changed = await app.inject({ method: 'PUT', url: '/profile', payload: { profile: 'medium' } })
  expect([changed.statusCode, changed.json()]).toEqual([200, { profile: 'medium', perSecond: 5 }])
  const unknown = await app.inject({ method: 'PUT', url: '/profile', payload: { profile: 'wild' } })
  expect([unknown.statusCode, unknown.headers['content-type']]).toEqual([400, 'application/problem+json'])
  expect(unknown.json().detail).toBe('profile must be one of off, light, medium, heavy.')
  const text = {
    method: 'PUT',
    url: '/profile',
    payload: '{"profile":"off"}',
    headers: { 'content-type': 'text/plain' },
  } as const
  expect((await app.inject(text)).statusCode).toBe(415)
  expect((await app.inject('/stats')).json()).toMatchObject({ profile: 'medium', totals: { scheduled: 0 } })
  generator.stop()
  await app.close()
})
