import { once } from 'node:events'
import { connect } from 'node:net'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogue, type ModelServer, startModelServer } from '../index.ts'

/** The catalogue's models without their waiting, and one that takes its time. */
const models = [
  ...catalogue.map(model => ({
    ...model,
    latency: { firstTokenMs: 1, firstTokenSpread: 0, tokensPerSecond: [100_000, 100_000] as const },
  })),
  {
    id: 'slow',
    created: 1,
    contextTokens: 1000,
    latency: { firstTokenMs: 60_000, firstTokenSpread: 0, tokensPerSecond: [1, 1] as const },
  },
]
const question = { model: 'gpt-4.1-mini', messages: [{ role: 'user' as const, content: 'Is ivy safe for cats?' }] }

let server: ModelServer
let client: OpenAI

beforeAll(async () => {
  server = await startModelServer({
    goodKeys: ['sk-good'],
    revokedKeys: ['sk-revoked'],
    limitedKeys: ['sk-limited'],
    limitedPerMinute: 1,
    models,
  })
  client = clientWith('sk-good')
})
afterAll(() => server.close())

function clientWith(apiKey: string): OpenAI {
  return new OpenAI({ apiKey, baseURL: server.url, maxRetries: 0 })
}

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of stream) items.push(item)
  return items
}

describe('a client of the OpenAI API', () => {
  it('gets a whole reply with its usage and request id', async () => {
    const { data, response } = await client.chat.completions.create(question).withResponse()
    expect(data).toMatchObject({
      object: 'chat.completion',
      model: 'gpt-4.1-mini',
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: { role: 'assistant', content: expect.stringMatching(/^\*\*No\.\*\*/) },
        },
      ],
    })
    expect(data.id).toMatch(/^chatcmpl-/)
    expect(data.usage?.total_tokens).toBe((data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0))
    expect(data.usage?.completion_tokens_details?.reasoning_tokens).toBe(0)
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
    expect(Number(response.headers.get('openai-processing-ms'))).toBeGreaterThanOrEqual(0)
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('10000')
  })

  it('gets the same text streamed: role first, one id, a reason at the end', async () => {
    const whole = await client.chat.completions.create(question)
    const chunks = await collect(await client.chat.completions.create({ ...question, stream: true }))
    expect(new Set(chunks.map(chunk => chunk.id)).size).toBe(1)
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '', refusal: null })
    expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' })
    expect(chunks.every(chunk => !('usage' in chunk))).toBe(true)
    expect(chunks.map(chunk => chunk.choices[0]?.delta.content ?? '').join('')).toBe(whole.choices[0]?.message.content)
  })

  it('gets the usage in a last chunk when it asks for it', async () => {
    const stream = await client.chat.completions.create({
      ...question,
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await collect(stream)
    expect(chunks.slice(0, -1).every(chunk => chunk.usage === null)).toBe(true)
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } })
  })

  it('is cut at max_completion_tokens and at stop', async () => {
    const cut = await client.chat.completions.create({ ...question, max_completion_tokens: 5 })
    expect(cut.choices[0]?.finish_reason).toBe('length')
    expect(cut.usage?.completion_tokens).toBe(5)
    const stopped = await client.chat.completions.create({ ...question, stop: ' Ivy' })
    expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: '**No.**' } })
  })

  it('sees the hidden tokens of a reasoning model', async () => {
    const { usage } = await client.chat.completions.create({ ...question, model: 'o4-mini' })
    const hidden = usage?.completion_tokens_details?.reasoning_tokens ?? 0
    expect(hidden).toBeGreaterThan(100)
    expect(usage?.completion_tokens).toBeGreaterThan(hidden)
  })

  it('lists the models as stand-ins', async () => {
    const { data } = await client.models.list()
    expect(data.map(model => model.id)).toContain('gpt-4.1-mini')
    expect(data.every(model => model.owned_by === 'stand-in')).toBe(true)
    expect(await client.models.retrieve('o4-mini')).toMatchObject({ id: 'o4-mini', object: 'model' })
  })

  it('throws its typed errors', async () => {
    await expect(clientWith('sk-revoked').chat.completions.create(question)).rejects.toMatchObject({
      constructor: OpenAI.AuthenticationError,
      status: 401,
      code: 'invalid_api_key',
      type: 'invalid_request_error',
    })
    await expect(client.chat.completions.create({ ...question, model: 'gpt-9' })).rejects.toMatchObject({
      constructor: OpenAI.NotFoundError,
      code: 'model_not_found',
    })
    await expect(client.models.retrieve('gpt-9')).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    await expect(client.chat.completions.create({ ...question, n: 3 })).rejects.toMatchObject({
      constructor: OpenAI.BadRequestError,
      param: 'n',
    })
    await expect(client.post('/embeddings', { body: {} })).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })

  it('is told when to come back at its limit', async () => {
    const limited = clientWith('sk-limited')
    await limited.chat.completions.create(question)
    const refusal = await limited.chat.completions
      .create({ ...question, stream: true })
      .catch((error: unknown) => error)
    expect(refusal).toMatchObject({ constructor: OpenAI.RateLimitError, code: 'rate_limit_exceeded' })
    const headers = refusal instanceof OpenAI.RateLimitError ? refusal.headers : undefined
    expect(Number(headers?.get('retry-after'))).toBeGreaterThan(50)
    expect(headers?.get('x-ratelimit-remaining-requests')).toBe('0')
  })

  it('can abort a reply that has not begun', async () => {
    const abort = new AbortController()
    const stream = await client.chat.completions.create(
      { ...question, model: 'slow', stream: true },
      { signal: abort.signal },
    )
    abort.abort()
    expect(await collect(stream)).toEqual([])
  })
})

describe('over a bare socket', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/chat/completions`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization: 'Bearer sk-good', ...headers },
    })

  it('ends a stream with [DONE]', async () => {
    const response = await post(JSON.stringify({ ...question, stream: true }))
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const events = (await response.text()).trim().split('\n\n')
    expect(events.at(-1)).toBe('data: [DONE]')
  })

  it('answers wrong requests in the error shape', async () => {
    const malformed = await post('{"model":')
    expect([malformed.status, await malformed.json()]).toEqual([
      400,
      { error: { message: expect.stringContaining('JSON'), type: 'invalid_request_error', param: null, code: null } },
    ])
    const noKey = await post('{}', { authorization: '' })
    expect([noKey.status, await noKey.json()]).toMatchObject([401, { error: { code: null } }])
    const text = await post('hello', { 'content-type': 'text/plain' })
    expect([text.status, await text.json()]).toMatchObject([400, { error: { type: 'invalid_request_error' } }])
    const unknown = await fetch(new URL('/v2/other', server.url))
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { error: { message: 'Unknown address: GET /v2/other' } },
    ])
  })

  it('answers the same with and without the name of the provider in the path', async () => {
    const headers = { authorization: 'Bearer sk-good' }
    const [plain, named] = await Promise.all(
      ['/v1/models', '/openai/v1/models'].map(async path =>
        (await fetch(new URL(path, server.url), { headers })).json(),
      ),
    )
    expect(plain).toMatchObject({ object: 'list' })
    expect(named).toEqual(plain)
  })

  it('answers /healthz without a key, and refuses foreign hosts', async () => {
    expect((await fetch(new URL('/healthz', server.url))).status).toBe(200)
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.end('GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
    const [first] = await once(socket, 'data')
    expect(String(first)).toMatch(/^HTTP\/1\.1 421 /)
  })
})
