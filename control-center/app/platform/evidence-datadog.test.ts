import { createServer } from 'node:http'
import { type DatadogPromise, systemClock } from '@chat-demo/engine'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { promiseSchema } from '../../engine/src/scenario/promises.ts'
import { DatadogClient } from './datadog/client.ts'
import { DatadogEvidence } from './evidence-datadog.ts'

const injectedAt = Date.parse('2026-01-01T00:10:00Z')
const window = { quietFrom: injectedAt - 120_000, injectedAt, now: injectedAt + 90_000 }
const asked: { path: string; body: unknown }[] = []
let answers: unknown[] = []
let server: ReturnType<typeof createServer>
let evidence: DatadogEvidence

beforeEach(async () => {
  asked.splice(0)
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    asked.push({ path: request.url ?? '', body: body ? JSON.parse(body) : null })
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers.shift()))
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const keys = { apiKey: 'a', appKey: 'b', appUrl: null }
  const client = new DatadogClient({ apiUrl: `http://127.0.0.1:${port}`, ...keys }, systemClock)
  evidence = new DatadogEvidence(client, 'chat-demo-here', systemClock)
})
afterEach(() => server.close())

const promise = (kind: object) =>
  promiseSchema.parse({ signal: 's', title: 'S', withinSeconds: 60, ...kind }) as DatadogPromise
const scalar = (value: number | null) => ({
  data: { attributes: { columns: [{ type: 'number', name: 'x', values: [value] }] } },
})

it('asks for the monitor by its key and installation', async () => {
  const monitor = (at: number) => ({
    id: 1,
    name: 'Waiting',
    type: 'query alert',
    overall_state: 'Alert',
    state: { groups: { '*': { status: 'Alert', last_triggered_ts: at / 1000 } } },
  })
  answers = [[monitor(injectedAt + 20_000)], [monitor(injectedAt - 20_000)], []]
  const waiting = promise({ monitor: { key: 'waiting-messages' } })
  expect(await evidence.look(waiting, window)).toEqual({ seen: true, found: 'Waiting: Alert' })
  expect(decodeURIComponent(asked[0]?.path ?? '')).toContain(
    'monitor_tags=managed_by:datadog-chatbot-demo,installation:chat-demo-here,demo_key:waiting-messages',
  )
  expect(await evidence.look(waiting, window)).toEqual({
    seen: false,
    found: 'Waiting: alerts since before the injection',
  })
  expect((await evidence.look(waiting, window)).seen).toBeNull()
})

it('counts spans since the injection', async () => {
  answers = [{ data: [{ id: '1', attributes: {} }] }, { data: [] }]
  const spans = promise({ spans: { query: '$env service:worker status:error' } })
  expect((await evidence.look(spans, window)).seen).toBe(true)
  expect(asked[0]?.body).toMatchObject({
    data: {
      attributes: {
        filter: { query: 'env:chat-demo-here service:worker status:error', from: '2026-01-01T00:10:00.000Z' },
      },
    },
  })
  expect((await evidence.look(spans, window)).seen).toBe(false)
})

it('compares a metric with a figure, or with what it was before', async () => {
  const queries = { p95: 'p95:chat.first_token.duration{$env}' }
  answers = [scalar(2), scalar(0.5), scalar(2), scalar(null)]
  const fixed = promise({ datadogMetric: { queries, formula: 'p95', above: 1.5 } })
  expect(await evidence.look(fixed, window)).toEqual({ seen: true, found: '2; wanted above 1.5' })
  expect(asked[0]?.body).toMatchObject({
    data: {
      attributes: {
        from: injectedAt + 30_000,
        to: injectedAt + 90_000,
        queries: [{ name: 'p95', data_source: 'metrics', query: 'p95:chat.first_token.duration{env:chat-demo-here}' }],
        formulas: [{ formula: 'p95' }],
      },
    },
  })
  const relative = promise({ datadogMetric: { queries, formula: 'p95', above: { timesBaseline: 5 } } })
  expect(await evidence.look(relative, window)).toEqual({ seen: false, found: '2, 0.5 before; wanted above 2.5' })
  // The last point before the injection holds some seconds after it.
  expect(asked[1]?.body).toMatchObject({
    data: { attributes: { from: injectedAt - 120_000, to: injectedAt - 10_000 } },
  })
  expect((await evidence.look(relative, window)).found).toMatch('no value from before')
  expect(await evidence.look(relative, { ...window, now: injectedAt + 5_000 })).toMatchObject({ seen: false })
})

it('knows whether a metric is reported', async () => {
  answers = [scalar(null), scalar(0)]
  expect(await evidence.reported('max:container.cpu.throttled{$env}')).toBe(false)
  expect(await evidence.reported('max:container.cpu.throttled{$env}')).toBe(true)
})
