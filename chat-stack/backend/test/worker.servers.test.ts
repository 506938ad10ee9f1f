import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { ChatClient, collect, type SseMessage, textOf } from './chat-client.ts'
import { bundleService, type ServiceProcess, startProcess } from './process.ts'
import { type ModelCall, type ScriptedModel, startScriptedModel } from './scripted-model.ts'
import { createDatabase, createVhost, Management } from './servers.ts'
import { type Running, runBackend } from './stack.ts'

const management = new Management(inject('rabbitmqManagementUrl'))
let environment: Record<string, string>
let vhost: string
let bundle: Awaited<ReturnType<typeof bundleService>>
let model: ScriptedModel
let backend: Running
let worker: ServiceProcess
let chat: ChatClient
let id: string

beforeAll(async () => {
  bundle = await bundleService('worker')
  model = await startScriptedModel()
  const database = await createDatabase(inject('postgresUrl'))
  const created = await createVhost(inject('rabbitmqUrl'), management)
  vhost = created.vhost
  environment = {
    DATABASE_URL: database,
    AMQP_URL: created.url,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'sk-good',
    OPENAI_MODEL: 'gpt-4.1-mini',
  }
  backend = await runBackend({ DATABASE_URL: database, AMQP_URL: created.url })
  chat = new ChatClient(backend.url)
})

beforeEach(async () => {
  model.behave(call => call.reply('Hello', ' there'))
  worker = startProcess(bundle.file, environment)
  await worker.url
  id = await chat.conversation()
})

afterEach(async () => {
  worker.child.kill('SIGTERM')
  await worker.exited
  expect(await chat.stats()).toMatchObject({ waiting: 0, lost: 0 })
})

afterAll(async () => {
  await backend.stop()
  await model.close()
  await bundle.remove()
})

/** Holds every call of the model until the test goes on with it. */
function holdCalls(): { next(): Promise<ModelCall> } {
  const waiting: ModelCall[] = []
  model.behave(call => {
    waiting.push(call)
  })
  return {
    next: () =>
      vi.waitFor(
        () => {
          const call = waiting.shift()
          if (call === undefined) throw new Error('the model was not called')
          return call
        },
        { timeout: 20_000, interval: 50 },
      ),
  }
}

function reader(events: AsyncGenerator<SseMessage>): { seen: SseMessage[]; ended: Promise<void> } {
  const seen: SseMessage[] = []
  const ended = (async () => {
    for await (const event of events) seen.push(event)
  })()
  return { seen, ended }
}

test('a worker killed in the middle of a reply: the answer begins anew and there is one', async () => {
  const calls = holdCalls()
  const asking = chat.ask(id, 'Survive this')
  const first = await calls.next()
  first.token('I will not fini')
  const { seen, ended } = reader((await asking).events)
  await vi.waitFor(() => expect(textOf(seen)).toBe('I will not fini'))

  worker.child.kill('SIGKILL')
  await worker.exited
  worker = startProcess(bundle.file, environment)
  const second = await calls.next()
  second.reply('I did', ' finish')
  await ended
  expect(seen.map(({ event }) => event)).toContain('restart')
  expect(seen.at(-1)?.event).toBe('done')
  expect(textOf(seen)).toBe('I did finish')
  expect((await chat.history(id)).map(({ content }) => content)).toEqual(['Survive this', 'I did finish'])
})

test('told to stop, it finishes its reply, takes no other, and leaves with 0', async () => {
  const calls = holdCalls()
  const asking = chat.ask(id, 'Finish this')
  const call = await calls.next()
  call.token('Almost')
  const { seen, ended } = reader((await asking).events)
  worker.child.kill('SIGTERM')
  const url = await worker.url
  await vi.waitFor(() => expect(worker.log.map(({ msg }) => msg)).toContain('draining'))
  const messageId = await chat.askLater(id, 'And this one waits')
  call.token(' done')
  call.end()
  expect(await worker.exited).toEqual({ code: 0, signal: null })
  await ended
  expect(textOf(seen)).toBe('Almost done')
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()

  expect((await chat.history(id)).at(-1)).toMatchObject({ id: messageId, status: 'waiting' })
  model.behave(next => next.reply('Here'))
  worker = startProcess(bundle.file, environment)
  await vi.waitFor(async () => expect(await chat.stats()).toMatchObject({ waiting: 0 }), {
    timeout: 15_000,
    interval: 100,
  })
})

test('a refused key fails the question with its reason', async () => {
  model.behave(call => call.refuse(401, 'Incorrect API key provided: sk-go**ood.'))
  const events = await collect((await chat.ask(id, 'Who am I?')).events)
  expect(events.map(({ event }) => event)).toEqual(['accepted', 'failed'])
  const failure = { reason: 'The model refused our API key (401).', retryable: true }
  expect(events[1]?.data).toMatchObject(failure)
  expect(await chat.history(id)).toMatchObject([{ role: 'user', status: 'failed', ...failure }])
})

test('a rate limit and a server error are waited out', async () => {
  let calls = 0
  model.behave(call => {
    calls += 1
    if (calls === 1) call.refuse(429, 'Rate limit reached.', { 'retry-after-ms': '50' })
    else if (calls === 2) call.refuse(503, 'Overloaded.')
    else call.reply('At last')
  })
  const events = await collect((await chat.ask(id, 'Patience')).events)
  expect(textOf(events)).toBe('At last')
  expect(calls).toBe(3)
})

test('a stream that breaks off begins anew', async () => {
  const calls = holdCalls()
  const asking = chat.ask(id, 'Do not break')
  const first = await calls.next()
  first.token('Half a')
  const { seen, ended } = reader((await asking).events)
  await vi.waitFor(() => expect(textOf(seen)).toBe('Half a'))
  first.breakOff()
  const second = await calls.next()
  second.reply('A whole')
  await ended
  expect(textOf(seen)).toBe('A whole')
  expect(seen.map(({ event }) => event)).toContain('restart')
})

test('the conversation so far is the context of a question', async () => {
  await collect((await chat.ask(id, 'First')).events)
  await collect((await chat.ask(id, 'Second')).events)
  expect(
    model.calls
      .at(-1)
      ?.messages.map(({ role, content }) => `${role}: ${content}`)
      .slice(1),
  ).toEqual(['user: First', 'assistant: Hello there', 'user: Second'])
})

test('a request that cannot be read is dead-lettered and its question fails', async () => {
  const calls = holdCalls()
  const messageId = await chat.askLater(id, 'The real one')
  const call = await calls.next()
  await management.call('POST', `exchanges/${vhost}/chat/publish`, {
    routing_key: 'request',
    payload: '{"messageId":',
    payload_encoding: 'string',
    properties: { message_id: messageId, delivery_mode: 2 },
  })
  await vi.waitFor(async () => expect((await chat.history(id))[0]?.status).toBe('failed'), {
    timeout: 15_000,
    interval: 100,
  })
  expect((await chat.history(id))[0]).toMatchObject({
    reason: expect.stringContaining('could not be read'),
    retryable: true,
  })
  // The answer that was under way comes too late: the question has ended once.
  call.reply('Too late')
  await vi.waitFor(() => expect(worker.log.map(({ msg }) => msg)).toContain('reply stored'))
  expect(await chat.history(id)).toHaveLength(1)
})

test('a question that kills its worker every time is given up after its deliveries', async () => {
  const calls = holdCalls()
  const messageId = await chat.askLater(id, 'Poison')
  for (let delivery = 0; delivery < 6; delivery += 1) {
    await calls.next()
    worker.child.kill('SIGKILL')
    await worker.exited
    worker = startProcess(bundle.file, environment)
  }
  await vi.waitFor(async () => expect((await chat.history(id))[0]?.status).toBe('failed'), {
    timeout: 20_000,
    interval: 100,
  })
  expect((await chat.history(id))[0]).toMatchObject({
    id: messageId,
    reason: 'The question was tried several times without success.',
    retryable: true,
  })
})
