import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer, TOKEN } from './testing/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

/** fetch sets Host and Origin itself; a raw request says what it likes. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const sent = request({ hostname, port, method, path, headers }, response => {
      let text = ''
      response.on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const bearer = { authorization: `Bearer ${TOKEN}` }

describe('Host', () => {
  it.each(['evil.example', 'localhost:30000', '127.0.0.1', '127.0.0.1:1'])(
    'refuses %j with 421 on every path',
    async host => {
      for (const path of ['/healthz', '/', '/api/v1/status']) {
        const answer = await raw('GET', path, { host, ...bearer })
        expect(answer.status).toBe(421)
      }
    },
  )

  it('serves its own', async () => {
    expect((await server.call('/healthz')).status).toBe(200)
  })
})

describe('Origin', () => {
  const host = () => new URL(server.url).host
  it.each(['http://evil.example', 'http://localhost:30080', 'null'])('refuses a change from %s', async origin => {
    const answer = await raw('POST', '/api/v1/heal', { host: host(), origin, ...bearer })
    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.body)).toMatchObject({ status: 403, title: 'Forbidden' })
  })

  it('refuses a change that a browser says comes from another site', async () => {
    const answer = await raw('POST', '/api/v1/heal', { host: host(), 'sec-fetch-site': 'same-site', ...bearer })
    expect(answer.status).toBe(403)
  })

  it('accepts its own, and scripts without one', async () => {
    expect((await raw('POST', '/api/v1/heal', { host: host(), origin: server.url, ...bearer })).status).toBe(202)
    expect((await raw('POST', '/api/v1/heal', { host: host(), ...bearer })).status).toBe(202)
  })
})

describe('bodies', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'refuses %s with 415',
    async type => {
      const response = await server.call('/api/v1/runs', {
        method: 'POST',
        headers: { ...bearer, 'content-type': type },
        body: '{"scenario":"worker-crash"}',
      })
      expect(response.status).toBe(415)
    },
  )

  it('names malformed JSON', async () => {
    const { status, body } = await server.script('POST', '/api/v1/runs', '{"scenario":')
    expect(status).toBe(400)
    expect(body.detail).toMatch(/^The body is not JSON/)
  })

  it('refuses a megabyte', async () => {
    const { status, body } = await server.script('POST', '/api/v1/runs', { scenario: 'x'.repeat(1 << 20) })
    expect(status).toBe(413)
    expect(body.detail).toBe('The body is larger than 32 kB')
  })

  it('names the field that is wrong', async () => {
    const { status, body } = await server.script('PUT', '/api/v1/traffic', { profile: 'enormous' })
    expect(status).toBe(400)
    expect(body.detail).toMatch(/^profile: /)
    const unknown = await server.script('POST', '/api/v1/runs', { scenario: 'worker-crash', speed: 9 })
    expect(unknown.status).toBe(400)
    expect(unknown.body.detail).toMatch(/speed/)
  })
})

describe('callers', () => {
  it.each([
    'GET /api/v1/status',
    'GET /api/v1/stream',
    'POST /api/v1/heal',
    'GET /api/v1/openapi.json',
    'GET /api/v1/nothing',
  ])('asks for a login: %s', async call => {
    const [method, path = ''] = call.split(' ')
    const response = await server.call(path, { method })
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toMatch('application/problem+json')
    await response.body?.cancel()
  })

  it.each(['Bearer wrong', `Bearer ${TOKEN}x`, 'Basic abc', 'Bearer '])(
    'refuses Authorization: %s',
    async authorization => {
      expect((await server.call('/api/v1/status', { headers: { authorization } })).status).toBe(401)
    },
  )

  it('says what does not exist', async () => {
    const { status, body } = await server.script('GET', '/api/v1/nothing?x=1')
    expect(status).toBe(404)
    expect(body.detail).toBe('There is no GET /api/v1/nothing')
  })
})

it('sends a strict policy with a nonce of its own each time', async () => {
  const policies = await Promise.all(
    [1, 2].map(async () => (await server.call('/healthz')).headers.get('content-security-policy')),
  )
  const nonces = policies.map(policy => /script-src 'self' 'nonce-([^']+)'/.exec(policy ?? '')?.[1])
  expect(nonces[0]).toBeTruthy()
  expect(nonces[0]).not.toBe(nonces[1])
  expect(policies[0]).not.toMatch(/script-src[^;]*unsafe/)
  expect(policies[0]).toMatch("frame-ancestors 'none'")
})

it('describes every call from the schemas that check it', async () => {
  const { status, body } = await server.script('GET', '/api/v1/openapi.json')
  expect(status).toBe(200)
  expect(body).toMatchObject({ openapi: '3.1.0' })
  const paths = body.paths as Record<string, Record<string, { requestBody?: unknown }>>
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/runs', '/runs/{id}', '/heal', '/traffic', '/stream', '/pods/{name}/logs']),
  )
  expect(paths['/runs']?.post?.requestBody).toMatchObject({
    content: {
      'application/json': { schema: { properties: { scenario: { type: 'string' } }, additionalProperties: false } },
    },
  })
})
