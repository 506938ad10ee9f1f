import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { transport } from './transport.ts'

type Answer = { status: number; type?: string; headers?: Record<string, string> }

let server: Server
let url: string
let calls: number
/** What the next calls get; 200 afterwards. */
let answers: (Answer | 'silence')[]
beforeEach(async () => {
  calls = 0
  answers = []
  server = createServer((_request, response) => {
    calls += 1
    const answer = answers.shift() ?? { status: 200 }
    if (answer === 'silence') return
    response
      .writeHead(answer.status, { 'content-type': answer.type ?? 'application/json', ...answer.headers })
      .end('{}')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/monitor`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const send = (method: string) => transport({ onWait: () => {}, timeoutMs: 200, retryMs: 1 })(url, { method })

test.each(['GET', 'PUT', 'DELETE'])('%s is repeated after a server error and after silence', async method => {
  answers = [{ status: 503 }, 'silence', { status: 500 }]
  expect((await send(method)).status).toBe(200)
  expect(calls).toBe(4)
})

test('what creates is repeated after 429 only', async () => {
  answers = [{ status: 429 }, { status: 502 }]
  expect((await send('POST')).status).toBe(502)
  expect(calls).toBe(2)

  answers = ['silence']
  await expect(send('POST')).rejects.toThrow('did not answer: nothing came in time')
  expect(calls).toBe(3)
})

test('it gives up, with the last answer', async () => {
  answers = Array.from({ length: 9 }, () => ({ status: 500 }))
  expect((await send('GET')).status).toBe(500)
  expect(calls).toBe(5)
})

test('an answer that is no JSON is not taken for Datadog’s', async () => {
  answers = Array.from({ length: 9 }, () => ({ status: 200, type: 'text/html' }))
  await expect(send('POST')).rejects.toThrow('answers with text/html, not as Datadog')
})
