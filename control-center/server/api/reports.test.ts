import { afterEach, beforeEach, expect, it } from 'vitest'
import { ManualClock } from '../../engine/src/testing/manual-clock.ts'
import { startTestServer, type TestServer, TOKEN } from '../testing/test-server.ts'

let server: TestServer
let id: string
beforeEach(async () => {
  const clock = new ManualClock()
  server = await startTestServer({ clock })
  const { body } = await server.script('POST', '/api/v1/runs', { scenario: 'worker-crash' })
  id = String(body.id)
  await clock.advance(5_000)
  await server.script('POST', `/api/v1/runs/${id}/heal`)
  await clock.advance(35_000)
})
afterEach(() => server.close())

async function report(format: string) {
  const response = await server.call(`/api/v1/runs/${id}/report.${format}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

it('gives a run as JSON', async () => {
  const { status, text, headers } = await report('json')
  expect(status).toBe(200)
  expect(headers.get('content-disposition')).toBe(`attachment; filename="worker-crash-${id}.json"`)
  expect(JSON.parse(text)).toMatchObject({
    headline: 'Worker crash: healed, nothing was lost',
    run: { id, state: 'healed' },
    promises: [{ signal: 'pods-gone', verdict: 'kept', runs: 1 }, {}, { verdict: 'not seen' }],
  })
})

it('gives a run as Markdown', async () => {
  const { text, headers } = await report('md')
  expect(headers.get('content-type')).toMatch(/^text\/markdown/)
  expect(text).toMatch(/^# Worker crash: healed, nothing was lost\n/)
  expect(text).toMatch(/\| 0 pods \| kubernetes \| 10.0 s \| [\d.]+ s \| kept \|/)
  expect(text).toMatch(/## Recovery proof[\s\S]*proven/)
})

it('gives a run as one HTML file that loads nothing', async () => {
  const { text, headers } = await report('html')
  expect(headers.get('content-type')).toMatch(/^text\/html/)
  expect(text).toMatch(/<h1>Worker crash: healed, nothing was lost<\/h1>/)
  expect(text).toContain('steady, proven')
  expect(text).not.toMatch(/<script|<link|src=|url\(/)
})

it('knows no other format and no other run', async () => {
  expect((await report('pdf')).status).toBe(400)
  expect((await server.script('GET', '/api/v1/runs/nothing/report.md')).status).toBe(404)
})
