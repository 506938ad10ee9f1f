import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger, Readiness } from '@chat-demo/common'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildServer } from './app.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const upstream = createHttpServer((request, response) => handle(request, response))
let handle: Handler
let folder: string
let port: number
let origin: string
const servers: FastifyInstance[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontend-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Fernway</title>')
  await writeFile(join(folder, 'assets', 'main-abc.js'), 'export {}')
  await once(upstream.listen(0, '127.0.0.1'), 'listening')
  origin = (await start(upstreamUrl())).origin
})
afterAll(async () => {
  await Promise.all(servers.map(server => server.close()))
  upstream.closeAllConnections()
  upstream.close()
  await rm(folder, { recursive: true })
})
beforeEach(() => {
  handle = (_request, response) => response.end()
})

function upstreamUrl(): string {
  const address = upstream.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  port = address.port
  return `http://127.0.0.1:${port}`
}

async function start(backendUrl: string): Promise<{ server: FastifyInstance; origin: string; readiness: Readiness }> {
  const readiness = new Readiness()
  const logger = createLogger('test', 'silent')
  const server = await buildServer({
    logger,
    readiness,
    allowedHosts: ['127.0.0.1', 'localhost'],
    backendUrl,
    rum: undefined,
    clientFolder: folder,
  })
  servers.push(server)
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  readiness.ready()
  return { server, origin: address, readiness }
}

describe('pages', () => {
  it.each(['/', '/c/4a1d3f4e-0000-4000-8000-000000000000'])(
    'serves the page at %s under a strict policy',
    async path => {
      const response = await fetch(origin + path)
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('Fernway')])
      const policy = response.headers.get('content-security-policy')
      expect(policy).toContain("default-src 'none';script-src 'self';style-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(response.headers.get('cache-control')).toBe('no-cache')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.has('strict-transport-security')).toBe(false)
    },
  )

  it('does not leave its folder', async () => {
    expect((await fetch(`${origin}/assets/..%2f..%2fpackage.json`)).status).toBe(403)
  })

  it('lets browsers keep what carries a hash', async () => {
    const response = await fetch(`${origin}/assets/main-abc.js`)
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })

  it.each(['/nothing', '/c/a/b', '/assets/main-old.js', '/assets'])(
    'answers 404 as problem+json for %s',
    async path => {
      const response = await fetch(origin + path)
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    },
  )
})

describe('who is served', () => {
  it('refuses a foreign Host, but not on the paths of probes', async () => {
    expect(await statusWithHost('/', 'evil.example')).toBe(421)
    expect(await statusWithHost('/api/conversations', 'evil.example')).toBe(421)
    expect(await statusWithHost('/healthz', '10.0.0.7:3000')).toBe(200)
    expect(await statusWithHost('/readyz', '10.0.0.7:3000')).toBe(200)
  })

  it('refuses changes that a page of another origin asks for', async () => {
    const post = (from: string) => fetch(`${origin}/api/conversations`, { method: 'POST', headers: { origin: from } })
    expect((await post('http://evil.example')).status).toBe(403)
    expect((await post('null')).status).toBe(403)
    expect((await post(origin)).status).toBe(200)
  })
})

describe('/api', () => {
  it('keeps the context of a trace to itself, as its own span goes on with it', async () => {
    let seen: string[] = []
    handle = (request, response) => {
      seen = Object.keys(request.headers)
      response.end()
    }
    const context = { traceparent: '00-1-1-01', tracestate: 'dd=s:1', 'x-datadog-trace-id': '1', 'x-user-name': 'Ada' }
    await fetch(`${origin}/api/conversations`, { headers: context })
    expect(seen).toContain('x-user-name')
    expect(seen.filter(name => /trace|datadog/.test(name))).toEqual([])
  })

  it('forwards method, path, query, headers and body, and the answer with its status', async () => {
    handle = async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      response.writeHead(422, { 'content-type': 'application/problem+json', 'x-extra': 'kept' })
      const { method, url, headers } = request
      response.end(
        JSON.stringify({
          method,
          url,
          user: headers['x-user-id'],
          key: headers['idempotency-key'],
          body: Buffer.concat(chunks).toString(),
        }),
      )
    }
    const response = await fetch(`${origin}/api/conversations/a/messages?x=%20y`, {
      method: 'POST',
      body: '{"content":"grüßt"}',
      headers: { 'content-type': 'application/json', 'x-user-id': 'u', 'idempotency-key': 'k' },
    })
    expect([response.status, response.headers.get('x-extra')]).toEqual([422, 'kept'])
    expect(await response.json()).toEqual({
      method: 'POST',
      url: '/api/conversations/a/messages?x=%20y',
      user: 'u',
      key: 'k',
      body: '{"content":"grüßt"}',
    })
  })

  it('passes events on one by one, as they come', async () => {
    let next = () => {}
    handle = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('event: delta\ndata: 1\n\n')
      next = () => response.end('event: done\ndata: 2\n\n')
    }
    const response = await fetch(`${origin}/api/conversations/a/messages`, { method: 'POST', body: '{}' })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe('event: delta\ndata: 1\n\n')
    next()
    expect((await reader?.read())?.value).toBe('event: done\ndata: 2\n\n')
    expect((await reader?.read())?.done).toBe(true)
  })

  it.each([
    ['before the answer has begun', false],
    ['while events come', true],
  ])('ends the request at the backend when the client goes away %s', async (_when, begun) => {
    const abort = new AbortController()
    const closed = new Promise<void>(resolve => {
      handle = (_request, response) => {
        response.once('close', resolve)
        if (begun) {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          response.write('event: delta\ndata: 1\n\n')
        } else abort.abort()
      }
    })
    const asked = fetch(`${origin}/api/conversations/a/messages`, { method: 'POST', body: '{}', signal: abort.signal })
    if (begun) {
      await (await asked).body?.getReader().read()
      abort.abort()
    } else await expect(asked).rejects.toThrow()
    await closed
  })

  it('keeps a 504 of the backend as it is', async () => {
    handle = (_request, response) =>
      response.writeHead(504, { 'content-type': 'application/problem+json' }).end('{"id":"m"}')
    const response = await fetch(`${origin}/api/conversations/a/messages`, { method: 'POST', body: '{}' })
    expect([response.status, await response.json()]).toEqual([504, { id: 'm' }])
  })

  it.each(['the port is closed', 'the connection breaks'])('answers 503 with Retry-After when %s', async why => {
    handle = request => request.socket.destroy()
    const closed = await closedPort()
    const { origin: front } = why === 'the port is closed' ? await start(`http://127.0.0.1:${closed}`) : { origin }
    for (const method of ['GET', 'POST']) {
      const response = await fetch(`${front}/api/conversations`, { method })
      expect([response.status, response.headers.get('content-type'), response.headers.get('retry-after')]).toEqual([
        503,
        'application/problem+json',
        '2',
      ])
    }
  })

  it('refuses a body of a megabyte before it is sent on', async () => {
    const response = await fetch(`${origin}/api/conversations`, {
      method: 'POST',
      body: JSON.stringify({ content: 'x'.repeat(1_000_000) }),
      headers: { 'content-type': 'application/json' },
    })
    expect([response.status, (await response.json()).detail]).toEqual([413, expect.stringContaining('65536 bytes')])
  })
})

describe('closing', () => {
  it('lets a reply under way end, and ends streams that would never end', async () => {
    let finish = () => {}
    handle = (request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('event: delta\ndata: 1\n\n')
      if (request.method === 'POST') finish = () => response.end('event: done\ndata: 2\n\n')
    }
    const { server, origin: front } = await start(upstreamUrl())
    const stream = await fetch(`${front}/api/conversations/a/stream`)
    const reply = await fetch(`${front}/api/conversations/a/messages`, { method: 'POST', body: '{}' })
    const closed = server.close()
    await expect(stream.text()).rejects.toThrow()
    finish()
    expect(await reply.text()).toContain('event: done')
    const ended = Date.now()
    await closed
    expect(Date.now() - ended).toBeLessThan(1_000)
  })
})

/** Status of a GET with a Host header of our choice, which `fetch` does not let us set. */
async function statusWithHost(path: string, host: string): Promise<number | undefined> {
  const sent = request(origin + path, { headers: { host } }).end()
  const [response]: IncomingMessage[] = await once(sent, 'response')
  response?.resume()
  return response?.statusCode
}

async function closedPort(): Promise<number> {
  const server = createHttpServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}
