import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { roundTrip } from './round-trip.ts'

let server: Server | null = null
afterEach(() => new Promise(resolve => (server ? server.close(resolve) : resolve(null))))

/** A chat over HTTP that answers a question so; gives what was asked of it as well. */
async function chat(reply: (response: ServerResponse) => void): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    request.resume()
    if (request.url?.endsWith('/messages')) return reply(response)
    if (request.method === 'DELETE') return void response.writeHead(204).end()
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"c1","title":""}')
  })
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const stream =
  (...events: string[]) =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of events) response.write(event)
    response.end()
  }
const ask = (url: string) => roundTrip(url, AbortSignal.timeout(5_000))

describe('a round trip through the chat', () => {
  it('reads the reply to its end and leaves no conversation behind', async () => {
    const { url, asked } = await chat(
      stream(
        'event: accepted\ndata: {"messageId":"m"}\n\n',
        'event: delta\nda',
        'ta: {"index":0,"text":"Water it."}\n\n',
        'event: done\ndata: {}\n\n',
      ),
    )
    expect(await ask(url)).toMatchObject({ end: 'done', characters: 9 })
    expect(asked).toEqual([
      'POST /api/conversations',
      'POST /api/conversations/c1/messages',
      'DELETE /api/conversations/c1',
    ])
  })

  it('tells a reply that failed, one that broke off and one that never came', async () => {
    const failing = await chat(stream('event: failed\ndata: {"reason":"model_unavailable","retryable":true}\n\n'))
    expect(await ask(failing.url)).toMatchObject({ end: 'failed', detail: 'model_unavailable' })
    server?.close()
    const broken = await chat(stream('event: delta\ndata: {"index":0,"text":"Wa"}\n\n'))
    expect(await ask(broken.url)).toMatchObject({ end: 'broken', characters: 2 })
    server?.close()
    const late = await chat(response => void response.writeHead(504).end('no token came'))
    expect(await ask(late.url)).toMatchObject({ end: 'status', detail: '504 no token came', firstTokenMs: null })
  })
})
