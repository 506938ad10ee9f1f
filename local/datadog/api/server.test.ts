import { request } from 'node:http'
import { v1 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal } from '../objects/testing.ts'
import { openDoorway } from './http/doorway.ts'
import { startWholeApi } from './testing.ts'

let api: Awaited<ReturnType<typeof startWholeApi>>
let now = 3_600_000 * 400_000 + 1_000

beforeAll(async () => {
  api = await startWholeApi({
    now: () => now,
    rateLimits: { spans_list: { requests: 2, periodSeconds: 3600 } },
    figures: () => ({ receivers: { received: 3 } }),
  })
})
afterAll(() => api.close())

describe('keys', () => {
  it('are needed, each with the words of the real API', async () => {
    const without = (headers: Record<string, string>) => api.call('GET', '/api/v2/logs/events', undefined, headers)
    expect(await without({ 'dd-api-key': '' })).toMatchObject({ status: 401, body: { errors: ['Unauthorized'] } })
    expect(await without({ 'dd-api-key': 'wrong' })).toMatchObject({ status: 403, body: { errors: ['Forbidden'] } })
    expect(await without({ 'dd-application-key': '' })).toMatchObject({ status: 403, body: { errors: ['Forbidden'] } })
    const v1Answer = await api.call('GET', '/api/v1/validate', undefined, { 'dd-api-key': '' })
    expect(v1Answer).toMatchObject({ status: 403, body: { errors: ['API key required'] } })
  })

  it('are said to be good, the API key alone where that is enough', async () => {
    const alone = { 'dd-application-key': '' }
    expect((await api.call('GET', '/api/v1/validate', undefined, alone)).body).toEqual({ valid: true })
    expect((await api.call('GET', '/api/v2/validate_keys')).body).toEqual({ status: 'ok' })
    expect((await api.call('GET', '/api/v2/validate_keys', undefined, alone)).status).toBe(403)
    expect(await new v1.AuthenticationApi(api.configuration).validate()).toEqual({ valid: true })
  })

  it('are not needed to see that it runs, but to see its figures', async () => {
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${api.url}/debug`)).status).toBe(401)
    expect((await api.call('GET', '/debug')).body).toEqual({ receivers: { received: 3 } })
  })
})

describe('what is not answered', () => {
  it('is named with 501', async () => {
    expect(await api.call('POST', '/api/v2/incidents?x=1', {})).toMatchObject({
      status: 501,
      body: { errors: ['POST /api/v2/incidents is not answered here.'] },
    })
    const { code } = await refusal(new v1.HostsApi(api.configuration).listHosts())
    expect(code).toBe(501)
  })

  it('is 421 under a foreign name', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${api.url}/healthz`, { headers: { host: 'rebound.example' } }, answer => resolve(answer.statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(421)
  })

  it('is 400 when it is no JSON, naming why', async () => {
    const answer = await fetch(`${api.url}/api/v2/logs/events/search`, {
      method: 'POST',
      headers: api.headers,
      body: '{',
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ errors: [expect.stringContaining('The body is not JSON')] })
  })
})

describe('rate limits', () => {
  it('are announced, kept, and over with their period', async () => {
    const ask = () => api.call('GET', '/api/v2/spans/events')
    const first = await ask()
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'x-ratelimit-name': 'spans_list',
      'x-ratelimit-limit': '2',
      'x-ratelimit-period': '3600',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': '3599',
    })
    expect((await ask()).status).toBe(200)
    const third = await ask()
    expect(third).toMatchObject({
      status: 429,
      body: { errors: ['Rate limit of 2 requests in 3600 seconds reached. Please try again later.'] },
    })
    expect(third.headers.get('x-ratelimit-remaining')).toBe('0')
    expect((await api.call('GET', '/api/v2/logs/events')).headers.get('x-ratelimit-limit')).toBe('300')
    now += 3_600_000
    expect((await ask()).status).toBe(200)
  })
})

describe('the doorway', () => {
  it('asks to come again until somebody is behind it', async () => {
    const doorway = await openDoorway({ host: '127.0.0.1', port: 0 })
    const url = `http://127.0.0.1:${doorway.port}`
    const early = await fetch(url)
    expect(early.status).toBe(503)
    expect(early.headers.get('retry-after')).toBe('1')
    doorway.handOver((_request, response) => response.end('here'))
    expect(await (await fetch(url)).text()).toBe('here')
    await doorway.close()
    await expect(fetch(url)).rejects.toThrow()
  })
})
