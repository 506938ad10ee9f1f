import { systemClock } from '@chat-demo/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DatadogClient } from '../../app/platform/datadog/client.ts'
import { Boards } from '../../app/platform/widgets/boards.ts'
import { type DatadogApi, startDatadogApi } from '../../app/platform/widgets/testing.ts'
import { startTestServer, type TestServer, TOKEN } from '../testing/test-server.ts'

let api: DatadogApi
let boards: Boards
let server: TestServer

beforeEach(async () => {
  api = await startDatadogApi()
  const connection = { apiUrl: api.url, appUrl: null, apiKey: 'a', appKey: 'b' }
  const client = new DatadogClient(connection, systemClock)
  boards = new Boards({ client, env: 'chat-demo', clock: systemClock, onChange: () => server.live.touch() })
  server = await startTestServer({ boards })
})
afterEach(async () => {
  boards.stop()
  await server.close()
  await api.close()
})

/** Names of the stream's events until one of them is there. */
async function eventsUntil(path: string, wanted: string): Promise<{ names: string[]; text: string; headers: Headers }> {
  const gone = new AbortController()
  const headers = { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'gzip' }
  const response = await server.call(path, { headers, signal: gone.signal })
  let text = ''
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  while (!text.includes(wanted)) {
    const read = await reader?.read()
    if (!read || read.done) break
    text += read.value
  }
  gone.abort()
  return {
    names: [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name ?? ''),
    text,
    headers: response.headers,
  }
}

describe('a dashboard over HTTP', () => {
  it('is read once: each widget with its data and the age of its newest point', async () => {
    const { status, body } = await server.script('GET', '/api/v1/widgets/overview?span=15m')
    expect(status).toBe(200)
    expect(body).toMatchObject({ dashboard: 'overview', span: '15m', loaded: true, problem: null })
    expect(body.widgets).toMatchObject({ 3: { data: { kind: 'series' }, problem: null } })
    expect(Object.values(body.widgets as Record<string, { newestAt: string | null }>).some(one => one.newestAt)).toBe(
      true,
    )
  })

  it('refuses a range and a name that are none', async () => {
    expect((await server.script('GET', '/api/v1/widgets/overview?span=7y')).status).toBe(400)
    expect((await server.script('GET', '/api/v1/widgets/..%2Fx')).status).toBe(400)
  })

  it('is asked again when somebody wants it', async () => {
    expect((await server.script('POST', '/api/v1/widgets/overview/ask')).status).toBe(202)
  })

  it('monitors are asked for, also when nobody looks at a page', async () => {
    const { status, body } = await server.script('GET', '/api/v1/monitors')
    expect(status).toBe(200)
    expect(body.asked).toBe(true)
  })

  it('comes on the stream that the page has anyway: whole, then what changes, and nothing waits in a buffer', async () => {
    const { names, headers } = await eventsUntil('/api/v1/stream?dashboard=overview&span=5m', 'event: widgets')
    expect(names.slice(0, 2)).toEqual(['snapshot', 'board'])
    expect(names).toContain('widgets')
    expect(headers.get('content-encoding')).toBeNull()
  })

  it('is not on a stream that did not ask for it', async () => {
    const { names } = await eventsUntil('/api/v1/stream', 'event: snapshot')
    expect(names).not.toContain('board')
  })

  it('other answers are compressed', async () => {
    const response = await server.call('/api/v1/openapi.json', {
      headers: { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'gzip' },
    })
    expect(response.headers.get('content-encoding')).toBe('gzip')
  })
})

it('without an account says so', async () => {
  const plain = await startTestServer()
  const { status, body } = await plain.script('GET', '/api/v1/widgets/overview')
  expect(status).toBe(503)
  expect(body.detail).toContain('DD_API_KEY')
  await plain.close()
})
