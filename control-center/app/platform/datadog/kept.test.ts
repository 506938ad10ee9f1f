import { afterAll, beforeAll, expect, it } from 'vitest'
import { ManualClock } from '../../../engine/src/testing/manual-clock.ts'
import { type DatadogApi, startDatadogApi } from '../widgets/testing.ts'
import { monitorSearch } from './calls.ts'
import { DatadogClient } from './client.ts'
import { KeptCalls } from './kept.ts'

let api: DatadogApi
const clock = new ManualClock()

beforeAll(async () => {
  api = await startDatadogApi()
})
afterAll(() => api.close())

function kept(): KeptCalls {
  api.calls.length = 0
  return new KeptCalls(new DatadogClient({ apiUrl: api.url, appUrl: null, apiKey: 'a', appKey: 'b' }, clock), clock)
}

const wait = (ms: number) => clock.advance(ms)

it('the same question is asked once per interval, whatever the number of viewers', async () => {
  api.on('/monitor/search', () => ({ body: { monitors: [] } }))
  const calls = kept()
  const ask = () => calls.ask('a', 5_000, () => monitorSearch('x'))
  await Promise.all([ask(), ask(), ask()])
  expect(api.calls).toHaveLength(1)
  await wait(5_000)
  await ask()
  expect(api.calls).toHaveLength(2)
  expect(await ask()).toMatchObject({ at: clock.now(), answer: { monitors: [] } })
})

it('a rate limit makes it rarer, and a refusal is kept too', async () => {
  const headers = {
    'x-ratelimit-limit': '10',
    'x-ratelimit-period': '3600',
    'x-ratelimit-remaining': '9',
    'x-ratelimit-reset': '3000',
    'x-ratelimit-name': 'search',
  }
  api.on('/monitor/search', () => ({ status: 403, body: { errors: ['Forbidden'] }, headers }))
  const calls = kept()
  const ask = () => calls.ask('a', 5_000, () => monitorSearch('x'))
  await expect(ask()).rejects.toMatchObject({ kind: 'forbidden' })
  await wait(60_000)
  await expect(ask()).rejects.toMatchObject({ kind: 'forbidden' })
  expect(api.calls).toHaveLength(1)
})
