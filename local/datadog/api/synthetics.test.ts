import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { logger, v1 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { monitorEvaluator } from '../monitors/evaluator.ts'
import { refusal, startTestApi, unparsed } from '../objects/testing.ts'
import { syntheticsRunner } from '../synthetics/runner.ts'
import { monitorRoutes } from './monitors.ts'
import { sloRoutes } from './slos.ts'
import { syntheticsRoutes } from './synthetics.ts'

logger.setLevel('silent')

let api: Awaited<ReturnType<typeof startTestApi>>
let tests: v1.SyntheticsApi
let monitors: v1.MonitorsApi
let site: Server
let url: string
let healthy = true
let asked: string[] = []
let now = Date.UTC(2026, 0, 1)

beforeAll(async () => {
  site = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    asked.push(`${request.method} ${request.url} ${request.headers['x-datadog-origin']} ${body}`)
    response.writeHead(healthy ? 200 : 503, { 'content-type': 'application/json' })
    response.end(JSON.stringify(request.method === 'POST' ? { id: 'c1', echo: body } : { healthy }))
  })
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  api = await startTestApi([syntheticsRoutes, monitorRoutes, sloRoutes], { now: () => now })
  tests = new v1.SyntheticsApi(api.configuration)
  monitors = new v1.MonitorsApi(api.configuration)
})
afterAll(async () => {
  await api.close()
  site.close()
})
beforeEach(() => {
  healthy = true
  asked = []
})

const http = (more: Partial<v1.SyntheticsAPITest> = {}): v1.SyntheticsAPITest => ({
  name: 'Health',
  type: 'api',
  subtype: 'http',
  message: 'look',
  locations: ['aws:eu-central-1'],
  tags: ['team:chat'],
  status: 'live',
  config: {
    request: { method: 'GET', url: `${url}/health`, timeout: 5 },
    assertions: [
      { type: 'statusCode', operator: 'is', target: 200 },
      { type: 'responseTime', operator: 'lessThan', target: 5000 },
      { type: 'header', property: 'content-type', operator: 'contains', target: 'json' },
    ],
  },
  options: { tickEvery: 60, minFailureDuration: 0, retry: { count: 1, interval: 1 }, monitorName: 'Health monitor' },
  ...more,
})

const multi = (): v1.SyntheticsAPITest => {
  const step = (name: string, request: v1.SyntheticsTestRequest, more: Partial<v1.SyntheticsAPITestStep> = {}) => ({
    name,
    subtype: 'http' as const,
    request,
    assertions: [{ type: 'statusCode' as const, operator: 'is' as const, target: 200 }],
    ...more,
  })
  return http({
    name: 'Round trip',
    subtype: 'multi',
    config: {
      configVariables: [{ name: 'WORD', type: 'text', pattern: 'hello' }],
      steps: [
        step(
          'open',
          { method: 'POST', url: `${url}/conversations`, body: '{"say":"{{ WORD }}"}' },
          { extractedValues: [{ name: 'ID', type: 'http_body', parser: { type: 'json_path', value: '$.id' } }] },
        ),
        step('ask', { method: 'GET', url: `${url}/conversations/{{ ID }}` }),
      ],
    },
  })
}

/** Of a server that has just ended. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

describe('synthetic tests', () => {
  it('answers a created test whole, with its monitor', async () => {
    const test = await tests.createSyntheticsAPITest({ body: http() })
    expect(unparsed(test)).toEqual([])
    expect(test).toMatchObject({ name: 'Health', status: 'live', type: 'api', subtype: 'http', tags: ['team:chat'] })
    expect(test.publicId).toMatch(/^\w{3}-\w{3}-\w{3}$/)
    expect(await tests.getAPITest({ publicId: test.publicId ?? '' })).toEqual(test)
    const details = await tests.getTest({ publicId: test.publicId ?? '' })
    expect(unparsed(details)).toEqual([])
    const monitor = await monitors.getMonitor({ monitorId: test.monitorId ?? 0 })
    expect(unparsed(monitor)).toEqual([])
    expect(monitor).toMatchObject({
      name: 'Health monitor',
      type: 'synthetics alert',
      query: 'no_query',
      overallState: 'No Data',
    })
    expect(monitor.tags).toEqual(
      expect.arrayContaining(['team:chat', 'probe_dc:aws:eu-central-1', 'check_type:api', 'check_status:live']),
    )
    expect(await refusal(monitors.deleteMonitor({ monitorId: test.monitorId ?? 0 }))).toMatchObject({ code: 400 })
  })

  it('changes, lists, finds, pauses, patches and deletes', async () => {
    const { publicId = '', monitorId = 0 } = await tests.createSyntheticsAPITest({ body: http({ tags: ['find:me'] }) })
    const changed = await tests.updateAPITest({ publicId, body: http({ name: 'Renamed', tags: ['find:me'] }) })
    expect(unparsed(changed)).toEqual([])
    expect(changed).toMatchObject({ publicId, monitorId, name: 'Renamed' })
    const all = await tests.listTests({ pageSize: 100 })
    expect(unparsed(all)).toEqual([])
    expect(all.tests?.some(test => test.publicId === publicId)).toBe(true)
    const found = await tests.searchTests({ text: 'tag:"find:me"' })
    expect(unparsed(found)).toEqual([])
    expect(found.tests?.map(test => test.publicId)).toEqual([publicId])
    expect(await tests.updateTestPauseStatus({ publicId, body: { newStatus: 'paused' } })).toBe(true)
    const patched = await tests.patchTest({
      publicId,
      body: { data: [{ op: 'replace', path: '/name', value: 'Patched' }] },
    })
    expect(patched).toMatchObject({ name: 'Patched', status: 'paused' })
    const deleted = await tests.deleteTests({ body: { publicIds: [publicId], forceDeleteDependencies: true } })
    expect(unparsed(deleted)).toEqual([])
    expect(deleted.deletedTests?.[0]?.publicId).toBe(publicId)
    expect(await refusal(monitors.getMonitor({ monitorId }))).toMatchObject({ code: 404 })
  })

  it('names all that is missing at once', async () => {
    const wrong = http({ options: {}, config: { request: { method: 'GET', url }, assertions: [] } })
    expect(await refusal(tests.createSyntheticsAPITest({ body: wrong }))).toEqual({
      code: 400,
      errors: [
        "Minimum number of elements in parameter 'assertions' should be 1\nRequired parameter 'tick_every' is missing",
      ],
    })
  })

  it('keeps what it does not run, and says so on the monitor', async () => {
    const browser = await tests.createSyntheticsBrowserTest({
      body: {
        name: 'Browser',
        type: 'browser',
        message: '',
        locations: ['aws:eu-central-1'],
        config: { assertions: [], request: { method: 'GET', url } },
        options: { deviceIds: ['chrome.laptop_large'], tickEvery: 900 },
        steps: [],
        tags: [],
      },
    })
    expect(unparsed(browser)).toEqual([])
    const monitor = await monitors.getMonitor({ monitorId: browser.monitorId ?? 0 })
    expect(monitor.overallState).toBe('Skipped')
    expect(monitor.additionalProperties?.evaluation_message).toBe('browser tests are not run here')
    const results = await tests.getBrowserTestLatestResults({ publicId: browser.publicId ?? '' })
    expect(results.results).toEqual([])
  })
})

describe('runs', () => {
  it('when it is due, and the monitor follows', async () => {
    const runner = syntheticsRunner(api.context, error => expect.unreachable(error.message))
    const evaluator = monitorEvaluator(api.context)
    const { publicId = '', monitorId = 0 } = await tests.createSyntheticsAPITest({ body: http({ tags: ['due:1'] }) })
    const state = async () => (await monitors.getMonitor({ monitorId })).overallState
    const runs = () => tests.getAPITestLatestResults({ publicId })

    await runner.pass()
    await evaluator.pass()
    expect(await state()).toBe('OK')
    await runner.pass()
    expect((await runs()).results).toHaveLength(1)

    healthy = false
    now += 60_000
    await runner.pass()
    await evaluator.pass()
    expect(await state()).toBe('Alert')
    const latest = await runs()
    expect(unparsed(latest)).toEqual([])
    expect(latest.results?.map(result => [result.status, result.result?.passed])).toEqual([
      [1, false],
      [0, true],
    ])
    const full = await tests.getAPITestResult({ publicId, resultId: latest.results?.[0]?.resultId ?? '' })
    expect(unparsed(full)).toEqual([])
    expect(full.result).toMatchObject({
      eventType: 'finished',
      httpStatusCode: 503,
      failure: { code: 'INCORRECT_ASSERTION', message: 'statusCode is 200: was 503' },
    })

    healthy = true
    now += 60_000
    await runner.pass()
    await evaluator.pass()
    expect(await state()).toBe('OK')
    await runner.close()
  })

  it('steps with what those before took out of their answers', async () => {
    const { publicId = '' } = await tests.createSyntheticsAPITest({ body: multi() })
    const answer = await tests.triggerTests({ body: { tests: [{ publicId }] } })
    expect(unparsed(answer)).toEqual([])
    const resultId = answer.results?.[0]?.resultId ?? ''
    const full = await vi.waitFor(() => tests.getAPITestResult({ publicId, resultId }), 5000)
    expect(unparsed(full)).toEqual([])
    expect(full.status).toBe(0)
    expect(asked).toEqual(['POST /conversations synthetics {"say":"hello"}', 'GET /conversations/c1 synthetics '])
  })

  it('names the step that failed, after as many tries as were asked for', async () => {
    healthy = false
    const { publicId = '' } = await tests.createSyntheticsAPITest({ body: multi() })
    const answer = await tests.triggerTests({ body: { tests: [{ publicId }] } })
    const resultId = answer.results?.[0]?.resultId ?? ''
    const full = await vi.waitFor(() => tests.getAPITestResult({ publicId, resultId }), 5000)
    expect(full.result?.failure).toMatchObject({ message: 'open: statusCode is 200: was 503' })
    expect(asked).toHaveLength(2)
  })

  it('names why there was no answer', async () => {
    const config = {
      request: { method: 'GET', url: `http://127.0.0.1:${await closedPort()}/` },
      assertions: http().config.assertions ?? [],
    }
    const { publicId = '' } = await tests.createSyntheticsAPITest({ body: http({ config }) })
    const answer = await tests.triggerTests({ body: { tests: [{ publicId }] } })
    const resultId = answer.results?.[0]?.resultId ?? ''
    const full = await vi.waitFor(() => tests.getAPITestResult({ publicId, resultId }), 5000)
    expect(full).toMatchObject({ status: 1 })
    expect(full.result?.failure?.code).toBe('CONNREFUSED')
  })
})
