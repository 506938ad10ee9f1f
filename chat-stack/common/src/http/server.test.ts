import { afterAll, expect, test } from 'vitest'
import { createLogger } from '../logger.ts'
import { Readiness } from '../readiness.ts'
import { ProblemError } from './problem.ts'
import { createServer } from './server.ts'

const readiness = new Readiness()
const server = createServer({
  logger: createLogger('test', 'silent'),
  readiness,
  allowedHosts: undefined,
  bodyLimit: 100,
})
server.post('/echo', async request => request.body)
server.get('/teapot', async () => {
  throw new ProblemError(418, 'I am short and stout.', { extensions: { lid: true }, headers: { 'retry-after': '3' } })
})
server.get('/broken', async () => {
  throw new Error('password is hunter2')
})

afterAll(() => server.close())

const json = { 'content-type': 'application/json' }

test('errors leave as problem+json that name what was wrong and nothing internal', async () => {
  const malformed = await server.inject({ method: 'POST', url: '/echo', headers: json, body: '{"a":' })
  expect([malformed.statusCode, malformed.headers['content-type']]).toEqual([400, 'application/problem+json'])

  const large = await server.inject({
    method: 'POST',
    url: '/echo',
    headers: json,
    body: JSON.stringify('x'.repeat(200)),
  })
  expect([large.statusCode, large.json().detail]).toEqual([413, 'The body is larger than the limit of 100 bytes.'])

  const thrown = await server.inject('/teapot')
  expect(thrown.json()).toMatchObject({ status: 418, detail: 'I am short and stout.', lid: true })
  expect(thrown.headers['retry-after']).toBe('3')

  const broken = await server.inject('/broken')
  expect([broken.statusCode, broken.body.includes('hunter2')]).toEqual([500, false])

  const unknown = await server.inject('/nowhere?x=1')
  expect([unknown.statusCode, unknown.json().detail]).toEqual([404, 'There is nothing at GET /nowhere.'])
})

test('a foreign Host is refused, except on the paths of probes', async () => {
  const headers = { host: 'evil.example' }
  const refused = await server.inject({ url: '/teapot', headers })
  expect([refused.statusCode, refused.json().detail]).toEqual([
    421,
    'This server does not answer for the host "evil.example"; it answers for an IP address or localhost.',
  ])
  expect((await server.inject({ url: '/healthz', headers })).statusCode).toBe(200)
})

test('readyz follows the phase, not the dependencies', async () => {
  readiness.dependency('postgres', () => ({ ok: false, detail: 'away' }))
  expect((await server.inject('/readyz')).statusCode).toBe(503)
  readiness.ready()
  const ready = await server.inject('/readyz')
  expect([ready.statusCode, ready.json()]).toEqual([
    200,
    { status: 'ready', dependencies: { postgres: { ok: false, detail: 'away' } } },
  ])
  readiness.drain()
  readiness.ready()
  expect((await server.inject('/readyz')).statusCode).toBe(503)
})

test('a connection ends after so many requests, in order and without a refusal', async () => {
  const logger = createLogger('test', 'silent')
  const limited = createServer({ logger, readiness: new Readiness(), allowedHosts: undefined, maxRequestsPerSocket: 3 })
  const ports = new Set<number>()
  limited.get('/', async request => {
    ports.add(request.socket.remotePort ?? 0)
    return 'ok'
  })
  const address = await limited.listen({ host: '127.0.0.1', port: 0 })
  for (let number = 0; number < 9; number += 1) {
    const response = await fetch(address)
    expect(response.status).toBe(200)
    await response.text()
  }
  await limited.close()
  expect(ports.size).toBeGreaterThanOrEqual(3)
})
