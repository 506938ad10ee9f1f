import { logger, v1, v2 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { monitorEvaluator } from '../monitors/evaluator.ts'
import { noEvents, refusal, startTestApi, unparsed } from '../objects/testing.ts'
import { downtimeRoutes } from './downtimes.ts'
import { monitorRoutes } from './monitors.ts'

logger.setLevel('silent')

const NOW = Date.UTC(2026, 0, 1)
let api: Awaited<ReturnType<typeof startTestApi>>
let downtimes: v2.DowntimesApi
let monitors: v1.MonitorsApi
let now = NOW

beforeAll(async () => {
  const search = { ...noEvents, aggregate: async () => [{ by: { service: 'a' }, values: [1] }] }
  api = await startTestApi([downtimeRoutes, monitorRoutes], { search, now: () => now })
  downtimes = new v2.DowntimesApi(api.configuration)
  monitors = new v1.MonitorsApi(api.configuration)
})
afterAll(() => api.close())

const body = (more: Partial<v2.DowntimeCreateRequestAttributes> = {}): v2.DowntimeCreateRequest => ({
  data: {
    type: 'downtime',
    attributes: {
      scope: 'service:a',
      monitorIdentifier: { monitorTags: ['team:chat'] },
      message: 'rehearsal',
      ...more,
    },
  },
})

describe('downtimes', () => {
  it('begin now and last for ever, unless told', async () => {
    const created = await downtimes.createDowntime({ body: body() })
    expect(unparsed(created)).toEqual([])
    expect(created.data?.attributes).toMatchObject({
      status: 'active',
      scope: 'service:a',
      message: 'rehearsal',
      schedule: { start: new Date(NOW), end: null },
      monitorIdentifier: { monitorTags: ['team:chat'] },
      notifyEndTypes: ['expired'],
    })
    expect(await downtimes.getDowntime({ downtimeId: created.data?.id ?? '' })).toEqual(created)
  })

  it('are scheduled, active and ended in their time, and stay as canceled', async () => {
    const schedule = { start: new Date(NOW + 60_000), end: new Date(NOW + 120_000) }
    const { data } = await downtimes.createDowntime({ body: body({ schedule }) })
    const downtimeId = data?.id ?? ''
    const status = async () => (await downtimes.getDowntime({ downtimeId })).data?.attributes?.status
    expect(await status()).toBe('scheduled')
    now = NOW + 90_000
    expect(await status()).toBe('active')
    now = NOW + 120_000
    expect(await status()).toBe('ended')
    now = NOW
    await downtimes.cancelDowntime({ downtimeId })
    await downtimes.cancelDowntime({ downtimeId })
    expect(await status()).toBe('canceled')
    const all = await downtimes.listDowntimes()
    expect(unparsed(all)).toEqual([])
    expect(all.data?.some(each => each.id === downtimeId)).toBe(true)
    const current = await downtimes.listDowntimes({ currentOnly: true })
    expect(current.data?.some(each => each.id === downtimeId)).toBe(false)
  })

  it('recur', async () => {
    const recurrences = [{ rrule: 'FREQ=DAILY;INTERVAL=1', duration: '1h', start: '2025-12-01T12:00' }]
    const created = await downtimes.createDowntime({ body: body({ schedule: { recurrences, timezone: 'UTC' } }) })
    expect(unparsed(created)).toEqual([])
    expect(created.data?.attributes?.status).toBe('scheduled')
    expect(created.data?.attributes?.schedule).toMatchObject({
      currentDowntime: { start: new Date(Date.UTC(2026, 0, 1, 12)), end: new Date(Date.UTC(2026, 0, 1, 13)) },
    })
  })

  it('are changed', async () => {
    const { data } = await downtimes.createDowntime({ body: body() })
    const id = data?.id ?? ''
    const updated = await downtimes.updateDowntime({
      downtimeId: id,
      body: { data: { type: 'downtime', id, attributes: { message: 'other', scope: 'env:a AND service:(b OR c)' } } },
    })
    expect(unparsed(updated)).toEqual([])
    expect(updated.data?.attributes).toMatchObject({ message: 'other', scope: 'env:a AND service:(b OR c)' })
  })

  it('name what is wrong', async () => {
    expect(await refusal(downtimes.createDowntime({ body: body({ scope: 'BAD_SCOPE' }) }))).toEqual({
      code: 400,
      errors: ['All values must have a key'],
    })
    const backwards = { start: new Date(NOW + 2000), end: new Date(NOW + 1000) }
    expect((await refusal(downtimes.createDowntime({ body: body({ schedule: backwards }) }))).errors[0]).toContain(
      'after',
    )
    expect(await refusal(downtimes.getDowntime({ downtimeId: 'nope' }))).toMatchObject({ code: 400 })
    expect(await refusal(downtimes.getDowntime({ downtimeId: '00000000-0000-1234-0000-000000000000' }))).toEqual({
      code: 404,
      errors: ['Downtime not found'],
    })
  })

  it('are found for a monitor, with the groups that they keep quiet', async () => {
    const { id: monitorId = 0 } = await monitors.createMonitor({
      body: {
        name: 'errors',
        type: 'log alert',
        query: 'logs("status:error").index("*").rollup("count").by("service").last("5m") > 0',
        tags: ['only:this'],
      },
    })
    await monitorEvaluator(api.context).pass()
    const { data } = await downtimes.createDowntime({ body: body({ monitorIdentifier: { monitorId } }) })
    await downtimes.createDowntime({ body: body({ monitorIdentifier: { monitorTags: ['other:one'] } }) })
    const matches = await downtimes.listMonitorDowntimes({ monitorId })
    expect(unparsed(matches)).toEqual([])
    expect(matches.data).toMatchObject([{ id: data?.id, attributes: { scope: 'service:a', groups: ['service:a'] } }])
  })
})
