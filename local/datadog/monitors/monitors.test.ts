import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiContext } from '../api/context.ts'
import { metricQueries } from '../query/metrics/index.ts'
import { eventSearch } from '../query/search/index.ts'
import { putCorrection } from '../slos/corrections.ts'
import { putSlo } from '../slos/documents.ts'
import { measure } from '../slos/measure.ts'
import type { LogRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import { openTestStore } from '../store/testing.ts'
import { rehearsedMonitors } from './testing.ts'

/** Where the rehearsal's clock begins. */
const START = Date.UTC(2026, 0, 1)

let store: Store
let real: Partial<ApiContext>

beforeAll(async () => {
  store = await openTestStore()
  real = { store, metrics: metricQueries(store), search: eventSearch(store) }
})
afterAll(() => store.close())

const world = () => rehearsedMonitors(store.documents, real)
const transitions = (monitorId: number) =>
  store.query<{ group_name: string; from_state: string; to_state: string; value: number | null }>(
    'SELECT group_name, from_state, to_state, value FROM monitor_transitions WHERE monitor_id = $1 ORDER BY time, group_name',
    [monitorId],
  )

describe('monitors over what is stored', () => {
  it('divides counts after adding them up over the window, as monitors on counts do', async () => {
    const count = (seconds: number, value: number, outcome: string) => ({
      time: START - seconds * 1000,
      metric: 'real.request',
      type: 'count' as const,
      interval: 10,
      tags: [`outcome:${outcome}`, 'service:web'],
      value,
    })
    store.append('points', [count(50, 90, 'ok'), count(40, 5, 'error'), count(10, 5, 'error')])
    await store.settled()
    const rehearsal = world()
    const monitor = await rehearsal.monitor(
      {
        type: 'query alert',
        query:
          'sum(last_1m):100 * default_zero(sum:real.request{outcome:error} by {service}.as_count()) / sum:real.request{*} by {service}.as_count() > 5',
        options: { thresholds: { critical: 5 } },
      },
      101,
    )
    await rehearsal.see({})
    expect(rehearsal.groups(monitor)).toEqual({ 'service:web': 'Alert' })
    await store.settled()
    expect(await transitions(101)).toEqual([
      { group_name: 'service:web', from_state: 'No Data', to_state: 'Alert', value: 10 },
    ])
  })

  it('sees a change against an earlier window, and true quantiles', async () => {
    const gauge = (seconds: number, value: number) => ({
      time: START - seconds * 1000,
      metric: 'real.size',
      type: 'gauge' as const,
      tags: [],
      value,
    })
    store.append('points', [gauge(630, 10), gauge(30, 30)])
    store.append('distributions', [
      {
        time: START - 30_000,
        metric: 'real.duration',
        tags: [],
        values: Array.from({ length: 100 }, (_, at) => at / 10),
      },
    ])
    await store.settled()
    const rehearsal = world()
    const change = await rehearsal.monitor(
      { type: 'query alert', query: 'pct_change(avg(last_1m),10m_ago):avg:real.size{*} > 150' },
      102,
    )
    const quantile = await rehearsal.monitor(
      { type: 'query alert', query: 'avg(last_1m):p95:real.duration{*} > 9' },
      103,
    )
    await rehearsal.see({})
    expect(rehearsal.state(change)).toBe('Alert')
    expect(rehearsal.state(quantile)).toBe('Alert')
    await store.settled()
    expect((await transitions(102))[0]?.value).toBe(200)
    expect((await transitions(103))[0]?.value).toBeCloseTo(9.4, 1)
  })

  it('counts failures of a check in a row', async () => {
    const run = (seconds: number, status: 0 | 2, db: string) => ({
      time: START - seconds * 1000,
      check: 'real.can_connect',
      status,
      host: 'local',
      tags: [`db:${db}`, 'env:test'],
      message: '',
    })
    store.append('serviceChecks', [run(45, 2, 'a'), run(30, 2, 'a'), run(15, 2, 'a'), run(30, 2, 'b'), run(15, 0, 'b')])
    await store.settled()
    const rehearsal = world()
    const monitor = await rehearsal.monitor(
      {
        type: 'service check',
        query: '"real.can_connect".over("env:test").by("host","db").last(4).count_by_status()',
        options: { thresholds: { critical: 3, warning: 2, ok: 1 } },
      },
      104,
    )
    await rehearsal.see({})
    expect(rehearsal.groups(monitor)).toEqual({ 'host:local,db:a': 'Alert', 'host:local,db:b': 'OK' })
  })

  it('counts what a search finds, and calculates with several', async () => {
    const log = (seconds: number, status: string, service: string): LogRow => ({
      time: START - seconds * 1000,
      id: `${seconds}-${service}`,
      status,
      service,
      source: 'nodejs',
      host: 'local',
      env: 'test',
      version: '1',
      message: 'm',
      traceId: '',
      spanId: '',
      tags: [],
      attributes: { duration: seconds },
    })
    store.append('logs', [
      ...[1, 2, 3].map(seconds => log(seconds, 'error', 'worker')),
      ...[4, 5].map(seconds => log(seconds, 'info', 'worker')),
      log(6, 'error', 'web'),
    ])
    await store.settled()
    const rehearsal = world()
    const counted = await rehearsal.monitor(
      {
        type: 'log alert',
        query: 'logs("env:test status:error").index("*").rollup("count").by("service").last("5m") > 2',
      },
      105,
    )
    const measured = await rehearsal.monitor(
      { type: 'log alert', query: 'logs("env:test").index("*").rollup("max", "@duration").last("5m") > 5' },
      106,
    )
    const compute = { aggregation: 'count' }
    const share = await rehearsal.monitor(
      {
        type: 'log alert',
        query: 'formula("errors / all * 100").last("5m") > 50',
        options: {
          variables: [
            {
              name: 'errors',
              data_source: 'logs',
              search: { query: 'status:error service:worker' },
              compute,
              indexes: ['*'],
            },
            { name: 'all', data_source: 'logs', search: { query: 'service:worker' }, compute, indexes: ['*'] },
          ],
        },
      },
      107,
    )
    const none = await rehearsal.monitor(
      { type: 'event-v2 alert', query: 'events("source:nowhere").rollup("count").last("5m") > 0' },
      108,
    )
    await rehearsal.see({})
    expect(rehearsal.groups(counted)).toEqual({ 'service:web': 'OK', 'service:worker': 'Alert' })
    expect(rehearsal.state(measured)).toBe('Alert')
    expect(rehearsal.state(share)).toBe('Alert')
    expect(rehearsal.state(none)).toBe('OK')
    await store.settled()
    expect((await transitions(107))[0]?.value).toBe(60)
  })

  it('sees a budget burn in both windows, and an SLO on monitors counts their alerts', async () => {
    const count = (minutes: number, value: number, outcome: string) => ({
      time: START - minutes * 60_000 - 30_000,
      metric: 'burn.request',
      type: 'count' as const,
      interval: 10,
      tags: [`outcome:${outcome}`],
      value,
    })
    const minutes = Array.from({ length: 60 }, (_, minute) => minute)
    store.append('points', [
      ...minutes.map(minute => count(minute, 10, 'ok')),
      ...minutes.filter(minute => minute < 20).map(minute => count(minute, 10, 'error')),
    ])
    await store.settled()
    const base = { description: '', tags: [], timeframe: '30d' as const, created: START, modified: START }
    const thresholds = [{ timeframe: '30d' as const, target: 99 }]
    const query = {
      numerator: 'sum:burn.request{outcome:ok}.as_count()',
      denominator: 'sum:burn.request{*}.as_count()',
    }
    await putSlo(store.documents, { ...base, id: 'burn', name: 'burn', type: 'metric', thresholds, query })
    const rehearsal = world()
    const burn = (threshold: number, id: number) =>
      rehearsal.monitor(
        {
          type: 'slo alert',
          query: `burn_rate("burn").over("30d").long_window("1h").short_window("5m") > ${threshold}`,
        },
        id,
      )
    const fast = await burn(14.4, 109)
    const faster = await burn(30, 110)
    const budget = await rehearsal.monitor({ type: 'slo alert', query: 'error_budget("burn").over("30d") > 75' }, 111)
    await rehearsal.see({}, 60)
    expect([fast, faster, budget].map(rehearsal.state)).toEqual(['Alert', 'OK', 'Alert'])
    await store.settled()
    expect((await transitions(109))[0]?.value).toBeCloseTo(25, 6)

    const slo = { ...base, id: 'on-monitors', name: 'm', type: 'monitor' as const, thresholds, monitor_ids: [109, 110] }
    const { overall, components } = await measure(rehearsal.context, slo, {
      from: START - 60_000,
      to: rehearsal.context.now(),
    })
    expect(overall).toEqual({ good: 0, total: 60 })
    expect(components.map(({ counted }) => counted.good)).toEqual([0, 60])

    // Corrected, the bad minutes count nowhere any more: young as it is, it recovers at once.
    const [from, to] = [START / 1000 - 3600, START / 1000 + 30]
    const correction = { sloId: 'burn', sloQuery: null, category: 'Other', description: 'run', start: from, end: to }
    const once = { duration: null, rrule: null, timezone: 'UTC', created: START, modified: START }
    await putCorrection(store.documents, { id: 'c', ...correction, ...once })
    store.append('points', [count(-1.25, 10, 'ok')])
    await store.settled()
    await rehearsal.see({}, 60)
    expect([fast, faster, budget].map(rehearsal.state)).toEqual(['OK', 'OK', 'OK'])
  })
})
