import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest'
import { ChatClient, collect, textOf } from './chat-client.ts'
import { bundleService, type ServiceProcess, startProcess } from './process.ts'
import { type ModelCall, type ScriptedModel, startScriptedModel } from './scripted-model.ts'
import { createDatabase, createVhost, Management } from './servers.ts'
import { runWorker } from './stack.ts'

let bundle: Awaited<ReturnType<typeof bundleService>>
let environment: Record<string, string>
let model: ScriptedModel
const started: ServiceProcess[] = []

beforeAll(async () => {
  bundle = await bundleService('backend')
  model = await startScriptedModel()
  const { url } = await createVhost(inject('rabbitmqUrl'), new Management(inject('rabbitmqManagementUrl')))
  environment = { DATABASE_URL: await createDatabase(inject('postgresUrl')), AMQP_URL: url }
})

afterEach(async () => {
  for (const { child, exited } of started.splice(0)) {
    child.kill('SIGKILL')
    await exited
  }
})

afterAll(async () => {
  await model.close()
  await bundle.remove()
})

function start(overrides: Record<string, string> = {}): ServiceProcess {
  const service = startProcess(bundle.file, { ...environment, ...overrides })
  started.push(service)
  return service
}

async function ready(service: ServiceProcess): Promise<string> {
  const url = await service.url
  await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), {
    timeout: 15_000,
    interval: 50,
  })
  return url
}

test('a wrong environment ends the process with a line that names every variable and no secret', async () => {
  const service = start({ DATABASE_URL: 'mysql://root:hunter2@db/chat', AMQP_URL: '', REPLY_DEADLINE_MS: 'soon' })
  expect((await service.exited).code).toBe(1)
  const [line] = service.log
  expect(line?.problems).toEqual([
    'DATABASE_URL: got a value of 28 characters (not shown), wants a URL such as postgres://user:password@127.0.0.1:5432/chat',
    'AMQP_URL: got nothing, wants a URL such as amqp://user:password@127.0.0.1:5672',
    'REPLY_DEADLINE_MS: got "soon", wants a whole number from 100 to 120000',
  ])
  expect(JSON.stringify(service.log)).not.toContain('hunter2')
})

test('wrong credentials of the database are named in health, readiness and log; the service waits for them', async () => {
  const wrong = new URL(environment.DATABASE_URL ?? '')
  wrong.username = 'nobody'
  wrong.password = 'hunter2'
  const service = start({ DATABASE_URL: wrong.href })
  const chat = new ChatClient(await service.url)
  const health = await chat.request('GET', '/api/health')
  expect(health.status).toBe(503)
  expect(health.body.failing).toContain('postgres')
  expect(health.body.detail).toContain('password authentication failed for user "nobody"')
  const readiness = await fetch(`${await service.url}/readyz`)
  expect([readiness.status, await readiness.json()]).toEqual([503, expect.objectContaining({ status: 'starting' })])
  expect((await fetch(`${await service.url}/healthz`)).status).toBe(200)
  await vi.waitFor(() => expect(JSON.stringify(service.log)).toContain('the database cannot be migrated yet'))
  expect(JSON.stringify(service.log)).not.toContain('hunter2')
  service.child.kill('SIGTERM')
  expect(await service.exited).toEqual({ code: 0, signal: null })
})

test('told to stop, it is unready at once, finishes its stream, and leaves with 0', async () => {
  const running = new Promise<ModelCall>(resolve => {
    model.behave(resolve)
  })
  const service = start()
  const url = await ready(service)
  const worker = await runWorker({ ...environment, OPENAI_BASE_URL: model.url })
  const chat = new ChatClient(url)
  const id = await chat.conversation()
  const watcher = await chat.request('GET', `/api/conversations/${id}/stream`)
  const asking = chat.ask(id, 'Finish this')
  const call = await running
  call.token('Almost')
  const answer = await asking
  service.child.kill('SIGTERM')
  // Readers that would stay for ever are sent away at once.
  await collect(watcher.events)
  call.token(' done')
  call.end()
  const events = await collect(answer.events)
  expect(textOf(events)).toBe('Almost done')
  expect(events.at(-1)?.event).toBe('done')
  expect(await service.exited).toEqual({ code: 0, signal: null })
  await worker.stop()
})

test('told to stop, it ends in time whatever is still open: streams as late, waits with 504', async () => {
  const calls: ModelCall[] = []
  model.behave(call => {
    calls.push(call)
    if (calls.length <= 5) call.token('Begun')
  })
  const service = start()
  const url = await ready(service)
  const worker = await runWorker({ ...environment, OPENAI_BASE_URL: model.url })
  const chat = new ChatClient(url)
  const id = await chat.conversation()
  const begun = await Promise.all(Array.from({ length: 5 }, (_, index) => chat.ask(id, `Begin ${index}`)))
  const waiting = chat.ask(id, 'Wait')
  await vi.waitFor(() => expect(calls).toHaveLength(6))
  service.child.kill('SIGTERM')
  for (const answer of begun) expect((await collect(answer.events)).at(-1)?.event).toBe('late')
  expect((await waiting).status).toBe(504)
  expect(await service.exited).toEqual({ code: 0, signal: null })
  for (const call of calls) call.reply('After all')
  const other = new ChatClient(await ready(start()))
  await vi.waitFor(async () => expect(await other.stats()).toMatchObject({ waiting: 0, lost: 0 }))
  await worker.stop()
})

test('a foreign Host is refused; two replicas start on one database together', async () => {
  const database = await createDatabase(inject('postgresUrl'))
  const urls = await Promise.all([ready(start({ DATABASE_URL: database })), ready(start({ DATABASE_URL: database }))])
  const { port } = new URL(urls[0])
  const status = await new Promise(resolve => {
    http.get({ host: '127.0.0.1', port, path: '/api/stats', headers: { host: 'evil.example' } }, response => {
      response.resume()
      resolve(response.statusCode)
    })
  })
  expect(status).toBe(421)
  // An event of one replica reaches the readers of the other.
  const [one, two] = [new ChatClient(urls[0]), new ChatClient(urls[1])]
  const id = await one.conversation()
  const reader = await two.request('GET', `/api/conversations/${id}/stream`)
  await vi.waitFor(async () => expect((await two.request('GET', '/api/health')).status).toBe(200))
  const { body } = await one.ask(id, 'Hi', { prefer: 'respond-async', 'idempotency-key': randomUUID() })
  const { value } = await reader.events.next()
  expect(value).toMatchObject({ event: 'accepted', data: { messageId: body.id } })
})
