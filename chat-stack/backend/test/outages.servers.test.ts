import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { ChatClient, collect, type SseMessage, textOf } from './chat-client.ts'
import { type ModelCall, type ScriptedModel, startScriptedModel } from './scripted-model.ts'
import { createDatabase, createPath, createVhost, Management, type Path } from './servers.ts'
import { type Running, runBackend, runWorker } from './stack.ts'

const management = new Management(inject('rabbitmqManagementUrl'))
let database: Path
let broker: Path
let vhost: string
let model: ScriptedModel
let backend: Running
let worker: Running
let chat: ChatClient
let id: string

beforeAll(async () => {
  model = await startScriptedModel()
  database = await createPath(await createDatabase(inject('postgresUrl')))
  const created = await createVhost(inject('rabbitmqUrl'), management)
  vhost = created.vhost
  broker = await createPath(created.url)
  backend = await runBackend({
    DATABASE_URL: database.url,
    AMQP_URL: broker.url,
    REPLY_DEADLINE_MS: '2000',
    OUTBOX_SWEEP_AFTER_MS: '500',
  })
  worker = await runWorker({ DATABASE_URL: database.url, AMQP_URL: created.url, OPENAI_BASE_URL: model.url })
  chat = new ChatClient(backend.url)
})

beforeEach(async () => {
  model.behave(call => call.reply('Hello', ' there'))
  id = await chat.conversation()
})

afterEach(async () => {
  expect((await chat.stats()).lost).toBe(0)
})

afterAll(async () => {
  await worker.stop()
  await backend.stop()
  await Promise.all([database.close(), broker.close(), model.close()])
})

async function healthOf(client: ChatClient): Promise<{ status: number; failing: unknown; detail: string }> {
  const { status, body } = await client.request('GET', '/api/health')
  return { status, failing: body.failing, detail: String(body.detail) }
}

async function reconnected(): Promise<void> {
  await vi.waitFor(async () => expect((await healthOf(chat)).status).toBe(200), { timeout: 15_000, interval: 100 })
}

async function answered(conversationId: string, questions = 1): Promise<void> {
  await vi.waitFor(
    async () => {
      const replies = (await chat.history(conversationId)).filter(({ role }) => role === 'assistant')
      expect(replies).toHaveLength(questions)
    },
    { timeout: 20_000, interval: 100 },
  )
}

test('a question asked while RabbitMQ is away is published by the sweeper when it is back', async () => {
  await reconnected()
  broker.cut()
  await vi.waitFor(async () => expect(await healthOf(chat)).toMatchObject({ status: 503, failing: ['rabbitmq'] }))
  const messageId = await chat.askLater(id, 'Are you there?')
  expect((await chat.history(id))[0]).toMatchObject({ id: messageId, status: 'waiting' })
  expect(await chat.stats()).toMatchObject({ waiting: 1 })
  await broker.mend()
  await answered(id)
  expect((await chat.history(id))[0]).toMatchObject({ id: messageId, status: 'answered' })
})

test('a request without a token in time is answered 504, and the reply arrives late', async () => {
  await reconnected()
  const before = (await chat.stats()).timedOut
  let release = () => {}
  model.behave(
    call =>
      new Promise(resolve => {
        release = () => {
          call.reply('Late', ' but here')
          resolve()
        }
      }),
  )
  const tab = await chat.request('GET', `/api/conversations/${id}/stream`)
  const answer = await chat.ask(id, 'Hurry')
  expect(answer.status).toBe(504)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect((await chat.history(id))[0]).toMatchObject({ id: answer.body.messageId, status: 'waiting' })
  expect((await chat.stats()).timedOut).toBe(before + 1)
  release()
  const seen: SseMessage[] = []
  for await (const event of tab.events) {
    seen.push(event)
    if (event.event === 'done') break
  }
  expect(textOf(seen)).toBe('Late but here')
  expect(seen.at(-1)?.data.messageId).toBe(answer.body.messageId)
})

test('a stream whose broker goes away in the middle ends with the whole reply from the database', async () => {
  await reconnected()
  let call: ModelCall | undefined
  model.behave(
    running =>
      new Promise<void>(() => {
        call = running
        running.token('The first part')
      }),
  )
  const answer = await chat.ask(id, 'A long one')
  const seen: SseMessage[] = []
  const reading = (async () => {
    for await (const event of answer.events) seen.push(event)
  })()
  await vi.waitFor(() => expect(textOf(seen)).toBe('The first part'))
  broker.cut()
  await vi.waitFor(async () => expect((await healthOf(chat)).status).toBe(503))
  call?.token(' and the second')
  call?.end()
  await answered(id)
  await broker.mend()
  await reading
  expect(textOf(seen)).toBe('The first part and the second')
  expect(seen.at(-1)?.event).toBe('done')
  expect(seen.filter(({ event }) => event === 'restart')).toEqual([])
})

test('connections closed by an operator come back, and nothing is lost or answered twice', async () => {
  await reconnected()
  let open = () => {}
  const gate = new Promise<void>(resolve => {
    open = resolve
  })
  model.behave(async call => {
    call.token('Slowly')
    await gate
    call.end()
  })
  const calls = model.calls.length
  const asked = await Promise.all(Array.from({ length: 10 }, (_, index) => chat.askLater(id, `Question ${index}`)))
  await vi.waitFor(() => expect(model.calls.length - calls).toBe(10))
  // RabbitMQ lists a new connection some seconds after it was made.
  await vi.waitFor(async () => expect(await management.closeConnections(vhost)).toBeGreaterThanOrEqual(2), {
    timeout: 15_000,
    interval: 200,
  })
  open()
  const more = await Promise.all(Array.from({ length: 10 }, (_, index) => chat.askLater(id, `Another ${index}`)))
  await answered(id, 20)
  const replies = (await chat.history(id)).flatMap(({ questionId }) => questionId ?? [])
  expect([...replies].sort()).toEqual([...asked, ...more].sort())
  await reconnected()
})

test('a question that cannot be stored in time is answered 503 and may be sent again with its key', async () => {
  await reconnected()
  const key = { 'idempotency-key': randomUUID() }
  database.cut()
  const refused = await chat.ask(id, 'Store me', key)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
  expect(String(refused.body.detail)).toMatch(/could not be stored in time .*same Idempotency-Key/)
  expect((await chat.request('GET', '/api/conversations')).status).toBe(503)
  expect(await healthOf(chat)).toMatchObject({ status: 503, failing: ['postgres'] })
  expect((await chat.request('GET', '/readyz')).status).toBe(200)
  await database.mend()
  await reconnected()
  const accepted = await chat.ask(id, 'Store me', key)
  expect((await collect(accepted.events)).at(-1)?.event).toBe('done')
})

test('a reply that is ready while the database is away is stored when it is back', async () => {
  await reconnected()
  const running = new Promise<ModelCall>(resolve => {
    model.behave(call => resolve(call))
  })
  const messageId = await chat.askLater(id, 'Keep it')
  const call = await running
  database.cut()
  call.reply('Kept')
  await vi.waitFor(async () => expect((await healthOf(chat)).status).toBe(503))
  await database.mend()
  await reconnected()
  await answered(id)
  expect((await chat.history(id))[1]).toMatchObject({ content: 'Kept', questionId: messageId })
})
