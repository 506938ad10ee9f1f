import { randomUUID } from 'node:crypto'
import { startModelServer } from '@chat-demo/openai'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ChatClient, collect, type SseMessage, textOf } from './chat-client.ts'
import { createDatabase, createVhost, Management } from './servers.ts'
import { type Running, runBackend, runWorker } from './stack.ts'

let model: Awaited<ReturnType<typeof startModelServer>>
let backend: Running
let worker: Running
let chat: ChatClient

beforeAll(async () => {
  const management = new Management(inject('rabbitmqManagementUrl'))
  const database = await createDatabase(inject('postgresUrl'))
  const { url: amqp } = await createVhost(inject('rabbitmqUrl'), management)
  model = await startModelServer({ goodKeys: ['sk-good'] })
  backend = await runBackend({ DATABASE_URL: database, AMQP_URL: amqp })
  worker = await runWorker({ DATABASE_URL: database, AMQP_URL: amqp, OPENAI_BASE_URL: model.url })
  chat = new ChatClient(backend.url, { 'x-user-id': randomUUID(), 'x-user-name': encodeURIComponent('Zoë') })
})

afterAll(async () => {
  await worker.stop()
  await backend.stop()
  await model.close()
})

test('a question is answered as a stream, stored, and listed', async () => {
  const id = await chat.conversation()
  const answer = await chat.ask(id, 'Why do the leaves of my monstera turn yellow, and what should I do?')
  expect(answer.status).toBe(200)
  const events = await collect(answer.events)
  expect(events[0]?.event).toBe('accepted')
  expect(events.at(-1)?.event).toBe('done')
  expect(events.every(({ id: eventId }) => /^\d+(\.\d+)?$/.test(eventId))).toBe(true)
  const deltas = events.filter(({ event }) => event === 'delta')
  expect(deltas.map(({ data }) => data.index)).toEqual(deltas.map((_delta, index) => index))

  const [question, reply] = await chat.history(id)
  expect(question).toMatchObject({ role: 'user', status: 'answered', id: events[0]?.data.messageId })
  expect(reply).toMatchObject({ role: 'assistant', status: 'answered', questionId: question?.id })
  expect(reply?.id).toBe(events.at(-1)?.data.replyId)
  expect(textOf(events)).toBe(reply?.content)
  expect(events.at(-1)?.data.usage).toMatchObject({ total_tokens: expect.any(Number) })

  const { body } = await chat.request('GET', '/api/conversations')
  expect(body.conversations).toMatchObject([
    { id, title: 'Why do the leaves of my monstera turn ye…', preview: reply?.content.slice(0, 120) },
  ])

  const feedback = await chat.request('POST', `/api/conversations/${id}/messages/${reply?.id}/feedback`, { score: 1 })
  expect(feedback.status).toBe(204)
  expect((await chat.history(id))[1]?.score).toBe(1)
})

test('the same key and body join the answer, another body is refused', async () => {
  const id = await chat.conversation()
  const key = { 'idempotency-key': randomUUID() }
  const [first, second] = await Promise.all([chat.ask(id, 'Hello', key), chat.ask(id, 'Hello', key)])
  const [one, two] = await Promise.all([collect(first.events), collect(second.events)])
  expect(one.at(-1)).toMatchObject({ event: 'done' })
  expect(two.at(-1)?.data).toEqual(one.at(-1)?.data)
  expect(textOf(two)).toBe(textOf(one))

  const again = await collect((await chat.ask(id, 'Hello', key)).events)
  expect(again.map(({ event }) => event)).toEqual(['accepted', 'delta', 'done'])
  expect(textOf(again)).toBe(textOf(one))
  expect((await chat.ask(id, 'Something else', key)).status).toBe(422)
  expect(await chat.history(id)).toHaveLength(2)
})

test('another tab sees the whole conversation, and comes back where it left', async () => {
  const id = await chat.conversation()
  const tab = await chat.request('GET', `/api/conversations/${id}/stream`)
  const messageId = await chat.askLater(id, 'How much light does a fern need?')
  const seen: SseMessage[] = []
  for await (const event of tab.events) {
    seen.push(event)
    if (event.event === 'done') break
  }
  expect(seen[0]).toMatchObject({ event: 'accepted', data: { messageId } })
  const [, reply] = await chat.history(id)
  expect(textOf(seen)).toBe(reply?.content)

  const since = await chat.request('GET', `/api/conversations/${id}/stream`, undefined, {
    'last-event-id': seen[0]?.id ?? '',
  })
  const resumed: SseMessage[] = []
  for await (const event of since.events) {
    resumed.push(event)
    if (event.event === 'done') break
  }
  expect(resumed.at(-1)).toMatchObject({ event: 'done', id: seen.at(-1)?.id, data: { replyId: reply?.id } })
  expect(textOf(resumed)).toBe(reply?.content)
})

test('deleting a conversation while its answer is under way ends the stream and keeps the account', async () => {
  const before = await chat.stats()
  const id = await chat.conversation()
  const answer = await chat.ask(id, 'Tell me about orchids')
  const events: SseMessage[] = []
  for await (const event of answer.events) {
    events.push(event)
    if (events.length === 2) expect((await chat.request('DELETE', `/api/conversations/${id}`)).status).toBe(204)
  }
  expect(['deleted', 'done']).toContain(events.at(-1)?.event)
  expect((await chat.request('GET', `/api/conversations/${id}/messages`)).status).toBe(404)
  const after = await chat.stats()
  expect(after).toMatchObject({ accepted: before.accepted + 1, waiting: 0, lost: 0 })
})

test('conversations are renamed and deleted by their owner only', async () => {
  const id = await chat.conversation()
  const stranger = new ChatClient(backend.url)
  expect((await stranger.request('PATCH', `/api/conversations/${id}`, { title: 'Mine' })).status).toBe(403)
  expect((await stranger.request('DELETE', `/api/conversations/${id}`)).status).toBe(403)
  expect((await stranger.ask(id, 'Hi')).status).toBe(403)
  expect((await stranger.request('GET', `/api/conversations/${id}/messages`)).status).toBe(200)
  expect((await stranger.request('GET', '/api/conversations')).body.conversations).toEqual([])
  const renamed = await chat.request('PATCH', `/api/conversations/${id}`, { title: '<b>Ferns</b>' })
  expect([renamed.status, renamed.body]).toEqual([200, { id, title: '<b>Ferns</b>' }])
  expect((await chat.request('DELETE', `/api/conversations/${id}`)).status).toBe(204)
  expect((await chat.request('DELETE', `/api/conversations/${id}`)).status).toBe(404)
})

test('what people write stays text', async () => {
  const id = await chat.conversation()
  const script = '<script>alert(1)</script> <|endoftext|>'
  await collect((await chat.ask(id, script)).events)
  expect((await chat.history(id))[0]?.content).toBe(script)
})

test('bad input is named', async () => {
  const id = await chat.conversation()
  const path = `/api/conversations/${id}/messages`
  const unknown = randomUUID()
  const detail = async (answer: ReturnType<ChatClient['request']>) => {
    const { status, headers, body } = await answer
    expect(headers.get('content-type')).toContain('application/problem+json')
    return `${status} ${body.detail}`
  }
  expect(await detail(chat.request('POST', path, '{"content":'))).toMatch(/^400 .*JSON/)
  expect(await detail(chat.request('POST', path, { content: ' ' }))).toMatch(/^400 .*content must not be empty/)
  expect(await detail(chat.request('POST', path, { text: 'x' }))).toMatch(/^400 .*content/)
  expect(await detail(chat.ask(id, 'x'.repeat(1_000_000)))).toMatch(/^413 .*65536 bytes/)
  expect(await detail(chat.ask(id, 'a b '.repeat(2_500)))).toMatch(/^400 .*at most 8000 characters/)
  expect(await detail(chat.ask(id, 'a b '.repeat(1_900)))).toMatch(/^422 .*\d+ tokens; at most 2000/)
  expect(await detail(chat.ask(unknown, 'Hi'))).toBe(`404 There is no conversation ${unknown}.`)
  expect(await detail(chat.request('GET', `/api/conversations/${unknown}/stream`))).toMatch(/^404/)
  expect(await detail(chat.request('GET', '/api/conversations/7/messages'))).toMatch(/^400 .*must be a UUID/)
  expect(await detail(chat.request('POST', `${path}/${unknown}/feedback`, { score: 1 }))).toMatch(/^404 .*reply/)
  expect(await detail(chat.request('GET', '/api/conversations', undefined, { 'x-user-id': 'me' }))).toMatch(
    /^400 .*x-user-id/,
  )
  expect(await detail(chat.request('GET', '/api/stats/replies?since=yesterday'))).toMatch(/^400 .*ISO 8601/)
  expect(await chat.history(id)).toEqual([])
})

test('figures and health', async () => {
  const stats = await chat.stats()
  expect(stats).toMatchObject({ failed: expect.any(Number), waiting: 0, oldestWaitingSeconds: 0, timedOut: 0, lost: 0 })
  const replies = await chat.request('GET', '/api/stats/replies?last=60')
  expect(replies.body).toMatchObject({ count: stats.answered, failed: 0, p95Seconds: expect.any(Number) })
  const none = await chat.request('GET', '/api/stats/replies?until=2020-01-01T00:00:00Z')
  expect(none.body).toEqual({ count: 0, failed: 0, p50Seconds: null, p95Seconds: null })
  const health = await chat.request('GET', '/api/health')
  expect([health.status, health.body.dependencies]).toEqual([200, { postgres: { ok: true }, rabbitmq: { ok: true } }])
})
