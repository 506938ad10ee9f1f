import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MetricType } from '../../store/rows.ts'
import type { Store } from '../../store/store.ts'
import { openTestStore } from '../../store/testing.ts'
import { metricQueries } from './index.ts'
import type { MetricQueries, Reducer } from './types.ts'

// A multiple of every interval in use, so that positions below are intervals.
const t0 = 1_700_006_400_000
const minute = { from: t0, to: t0 + 60_000 }
let store: Store
let metrics: MetricQueries

/** Values by seconds after t0. */
function points(
  metric: string,
  type: MetricType,
  tags: string[],
  values: Readonly<Record<number, number>>,
  interval?: number,
): void {
  store.append(
    'points',
    Object.entries(values).map(([at, value]) => ({
      time: t0 + Number(at) * 1000,
      metric,
      type,
      tags,
      value,
      ...(interval === undefined ? {} : { interval }),
    })),
  )
}

beforeAll(async () => {
  store = await openTestStore()
  metrics = metricQueries(store)
  points('gauge', 'gauge', ['host:a', 'env:x'], { 0: 10, 10: 20, 20: 30, 40: 50 })
  points('gauge', 'gauge', ['host:b', 'env:x'], { 0: 1, 20: 2, 40: 3, 45: 5 })
  points('gauge', 'gauge', ['host:c', 'env:y'], { 0: 100 })
  points('hits', 'count', ['service:web'], { 0: 3, 10: 4, 20: 5, 30: 6, 50: 0 }, 10)
  points('hits', 'count', ['service:api'], { 0: 1, 30: 1 }, 10)
  points('errors', 'count', ['service:web'], { 0: 1, 10: 2, 30: 3 }, 10)
  points('rate', 'rate', ['a:1'], { 0: 0.5, 10: 1.5, 20: 2 }, 10)
  points('gap', 'gauge', ['host:a'], { 0: 0, 40: 40 })
  points('gap', 'gauge', ['host:b'], { 0: 1, 20: 1, 40: 1 })
  points('steps', 'gauge', [], { 0: 1, 20: 4, 40: 2 })
  store.append('distributions', [
    { time: t0, metric: 'latency', tags: ['service:web'], values: [1, 2, 3, 4] },
    { time: t0 + 10_000, metric: 'latency', tags: ['service:web'], values: [5] },
    { time: t0 + 5_000, metric: 'latency', tags: ['service:api'], values: [100] },
    { time: t0 + 40_000, metric: 'latency', tags: ['service:api'], values: [7, 9] },
  ])
  await store.settled()
})
afterAll(() => store.close())

/** Values by group, in intervals of 20 s from t0. */
async function ask(query: string, range = minute): Promise<Record<string, (number | null)[]>> {
  const series = await metrics.timeseries(query, range)
  return Object.fromEntries(series.map(each => [each.tagSet.join(',') || '*', each.points.map(([, value]) => value)]))
}
async function askScalar(query: string, reducer: Reducer, range = minute): Promise<Record<string, number | null>> {
  const groups = await metrics.scalar(query, range, reducer)
  return Object.fromEntries(groups.map(each => [each.tagSet.join(',') || '*', each.value]))
}

test('a series of the answer says what it is', async () => {
  expect(await metrics.timeseries('avg:gauge{env:x} by {host}, sum:hits{*}', minute)).toMatchObject([
    {
      queryIndex: 0,
      metric: 'gauge',
      expression: 'avg:gauge{env:x,host:a}',
      aggregator: 'avg',
      tagSet: ['host:a'],
      interval: 20,
      points: [
        [t0, 15],
        [t0 + 20_000, 30],
        [t0 + 40_000, 50],
      ],
    },
    { queryIndex: 0, tagSet: ['host:b'] },
    { queryIndex: 1, metric: 'hits', expression: 'sum:hits{*}' },
  ])
})

test('time first, then space: each series is averaged over the interval before series are put together', async () => {
  // host:a 15, 30, 50 and host:b 1, 2, 4
  expect(await ask('avg:gauge{env:x}')).toEqual({ '*': [8, 16, 27] })
  expect(await ask('sum:gauge{env:x}')).toEqual({ '*': [16, 32, 54] })
  expect(await ask('max:gauge{env:x}')).toEqual({ '*': [15, 30, 50] })
  expect(await ask('min:gauge{env:x}')).toEqual({ '*': [1, 2, 4] })
  expect(await ask('count:gauge{*}')).toEqual({ '*': [3, 2, 2] })
  expect(await ask('max:gauge{env:x}.rollup(max)')).toEqual({ '*': [20, 30, 50] })
  expect(await ask('sum:gauge{env:x} by {host}.rollup(sum, 60)')).toEqual({ 'host:a': [110], 'host:b': [11] })
})

test('counts: averaged unless as_count or as_rate says otherwise', async () => {
  expect(await ask('sum:hits{*}')).toEqual({ '*': [4.5, 6.5, 0] })
  expect(await ask('sum:hits{*}.as_count()')).toEqual({ '*': [8, 12, 0] })
  expect(await ask('sum:hits{service:web}.as_rate()')).toEqual({ '*': [0.35, 0.55, 0] })
  expect(await ask('sum:hits{*} by {service}.as_count()')).toEqual({
    'service:web': [7, 11, 0],
    'service:api': [1, 1, null],
  })
})

test('rates: per second as they come, as_count by their interval', async () => {
  expect(await ask('sum:rate{*}')).toEqual({ '*': [1, 2, null] })
  expect(await ask('sum:rate{*}.as_count()')).toEqual({ '*': [20, 20, null] })
  expect(await ask('sum:rate{*}.as_rate()')).toEqual({ '*': [1, 1, null] })
})

test('a gap is bridged where series are put together, and only there unless fill() says so', async () => {
  expect(await ask('sum:gap{*}')).toEqual({ '*': [1, 21, 41] })
  expect(await ask('sum:gap{*}.fill(null)')).toEqual({ '*': [1, 1, 41] })
  expect(await ask('sum:gap{*}.fill(last)')).toEqual({ '*': [1, 1, 41] })
  expect(await ask('avg:gap{host:a}')).toEqual({ '*': [0, null, 40] })
  expect(await ask('avg:gap{host:a}.fill(linear)')).toEqual({ '*': [0, 20, 40] })
  expect(await ask('avg:gap{host:a}.fill(linear, 20)')).toEqual({ '*': [0, null, 40] })
  expect(await ask('sum:hits{service:api}.as_count().fill(zero)')).toEqual({ '*': [1, 1, 0] })
})

test('quantiles of a distribution are those of all its values, over time and series', async () => {
  expect(await ask('p50:latency{service:web}')).toEqual({ '*': [3, null, null] })
  expect(await ask('p50:latency{*}')).toEqual({ '*': [3.5, null, 8] })
  expect(await ask('avg:latency{*} by {service}')).toEqual({
    'service:web': [3, null, null],
    'service:api': [100, null, 8],
  })
  expect(await ask('sum:latency{*}')).toEqual({ '*': [115, null, 16] })
  expect(await ask('count:latency{*}.as_count()')).toEqual({ '*': [6, null, 2] })
  expect(await ask('count:latency{*}.as_rate()')).toEqual({ '*': [0.3, null, 0.1] })
  await expect(ask('p95:gauge{*}')).rejects.toThrow(/p95 needs a distribution, and gauge is none/)
})

test('arithmetic joins groups; what has no partner and what is divided by zero gives nothing', async () => {
  expect(await ask('sum:errors{*}.as_count() / sum:hits{service:web}.as_count() * 100')).toEqual({
    '*': [(3 / 7) * 100, (3 / 11) * 100, null],
  })
  expect(await ask('sum:errors{*} by {service}.as_count() / sum:hits{*} by {service}.as_count()')).toEqual({
    'service:web': [3 / 7, 3 / 11, null],
  })
  expect(await ask('sum:hits{*} by {service}.as_count() / sum:hits{*}.as_count()')).toEqual({
    'service:web': [7 / 8, 11 / 12, null],
    'service:api': [1 / 8, 1 / 12, null],
  })
  expect(await ask('1 - sum:errors{*}.as_count()')).toEqual({ '*': [-2, -2, null] })
  expect(await ask('-max:gauge{host:c}')).toEqual({ '*': [-100, null, null] })
  await expect(ask('sum:hits{*} by {service} + sum:gauge{*} by {host}')).rejects.toThrow(/grouped differently/)
})

test('functions over values', async () => {
  expect(await ask('default_zero(sum:errors{*}.as_count())')).toEqual({ '*': [3, 3, 0] })
  expect(await ask('default_zero(sum:nothing{*}.as_count())')).toEqual({ '*': [0, 0, 0] })
  expect(await ask('default_zero(sum:nothing{*} by {a}.as_count())')).toEqual({})
  expect(await ask('abs(-avg:steps{*})')).toEqual({ '*': [1, 4, 2] })
  expect(await ask('log2(avg:steps{*})')).toEqual({ '*': [0, 2, 1] })
  expect(await ask('log10(0 * avg:steps{*})')).toEqual({ '*': [null, null, null] })
  expect(await ask('clamp_max(clamp_min(avg:steps{*}, 2), 3)')).toEqual({ '*': [2, 3, 2] })
  expect(await ask('cutoff_min(avg:steps{*}, 2)')).toEqual({ '*': [null, 4, 2] })
  expect(await ask('cutoff_max(avg:steps{*}, 2)')).toEqual({ '*': [1, null, 2] })
  expect(await ask('count_nonzero(sum:hits{*} by {service}.as_count())')).toEqual({ '*': [2, 2, 0] })
  expect(await ask('count_not_null(sum:hits{*} by {service}.as_count())')).toEqual({ '*': [2, 2, 1] })
  expect(await ask('exclude_null(avg:gauge{*} by {zone})')).toEqual({})
})

test('functions over the course of values', async () => {
  expect(await ask('diff(avg:steps{*})')).toEqual({ '*': [null, 3, -2] })
  expect(await ask('monotonic_diff(avg:steps{*})')).toEqual({ '*': [null, 3, null] })
  expect(await ask('derivative(avg:steps{*})')).toEqual({ '*': [null, 0.15, -0.1] })
  expect(await ask('per_minute(avg:steps{*})')).toEqual({ '*': [null, 9, -6] })
  expect(await ask('derivative(avg:gap{host:a})')).toEqual({ '*': [null, null, 1] })
  expect(await ask('dt(avg:gap{host:a})')).toEqual({ '*': [null, null, 40] })
  expect(await ask('cumsum(avg:steps{*})')).toEqual({ '*': [1, 5, 7] })
  expect(await ask('integral(avg:steps{*})')).toEqual({ '*': [20, 100, 140] })
  expect(await ask('throughput(avg:steps{*})')).toEqual({ '*': [0.05, 0.2, 0.1] })
  expect(await ask('trend_line(avg:gap{host:a})')).toEqual({ '*': [0, 20, 40] })
  expect(await ask('ewma_3(avg:steps{*})')).toEqual({ '*': [1, 2.5, 2.25] })
  expect(await ask('median_3(avg:steps{*})')).toEqual({ '*': [1, 2.5, 2] })
})

test('moving_rollup looks back before the range, timeshift takes values from another time', async () => {
  const last = { from: t0 + 20_000, to: t0 + 60_000 }
  expect(await ask("moving_rollup(avg:steps{*}, 40, 'sum')", last)).toEqual({ '*': [5, 6] })
  expect(await ask("moving_rollup(avg:steps{*}, 60, 'max')", last)).toEqual({ '*': [4, 4] })
  expect(await ask('timeshift(avg:steps{*}, -20)')).toEqual({ '*': [null, 1, 4] })
  expect(await ask('hour_before(avg:steps{*})', { from: t0 + 3_600_000, to: t0 + 3_660_000 })).toEqual({
    '*': [1, 4, 2],
  })
  expect(await ask('avg:steps{*} - timeshift(avg:steps{*}, -20)')).toEqual({ '*': [null, 3, -2] })
})

test('top keeps the highest, in order', async () => {
  expect(Object.keys(await ask("top(avg:gauge{*} by {host}, 2, 'max', 'desc')"))).toEqual(['host:c', 'host:a'])
  expect(Object.keys(await ask("top(avg:gauge{*} by {host}, 1, 'mean', 'asc')"))).toEqual(['host:b'])
  expect(Object.keys(await ask('bottom5_last(avg:gauge{*} by {host})'))).toEqual(['host:b', 'host:a', 'host:c'])
  await expect(ask("top(avg:gauge{*}, 2, 'best')")).rejects.toThrow(/top\(\) wants mean.* as parameter 3, got "best"/)
})

test('the interval: 20 s for an hour, at most 350 points by itself and 1500 when asked for', async () => {
  const interval = async (query: string, hours: number, intervalSeconds?: number) => {
    const range = { from: t0, to: t0 + hours * 3_600_000 }
    const [series] = await metrics.timeseries(query, range, intervalSeconds === undefined ? {} : { intervalSeconds })
    return series?.interval
  }
  expect(await interval('avg:steps{*}', 1)).toBe(20)
  expect(await interval('avg:steps{*}', 4)).toBe(60)
  expect(await interval('avg:steps{*}', 24)).toBe(300)
  expect(await interval('avg:steps{*}', 1, 5)).toBe(5)
  expect(await interval('avg:steps{*}', 4, 5)).toBe(20)
  expect(await interval('avg:steps{*}.rollup(avg, 30)', 4)).toBe(30)
  expect(await interval('avg:steps{*}.rollup(avg, 1)', 24)).toBe(60)
})

test('one number per group', async () => {
  expect(await askScalar('avg:gauge{env:x} by {host}', 'avg')).toEqual({ 'host:a': 95 / 3, 'host:b': 7 / 3 })
  expect(await askScalar('avg:gauge{env:x} by {host}', 'last')).toEqual({ 'host:a': 50, 'host:b': 4 })
  expect(await askScalar('max:gauge{*}', 'max')).toEqual({ '*': 100 })
  expect(await askScalar('sum:hits{*}.as_count()', 'sum')).toEqual({ '*': 20 })
  expect(await askScalar('sum:hits{*}.as_rate()', 'avg')).toEqual({ '*': 20 / 60 })
  expect(await askScalar('p50:latency{*}', 'avg')).toEqual({ '*': 4.5 })
  expect(await askScalar('p50:latency{*}', 'max')).toEqual({ '*': 8 })
  expect(await askScalar('avg:latency{*}', 'avg')).toEqual({ '*': 131 / 8 })
  expect(await askScalar('count:latency{*}', 'sum')).toEqual({ '*': 8 })
  expect(await askScalar('avg:nothing{*}', 'avg')).toEqual({})
  await expect(askScalar('avg:gauge{*}, avg:gap{*}', 'avg')).rejects.toThrow(/one query/)
})

test('one number of a ratio: the sums of counts are divided, ratios of other things are averaged', async () => {
  expect(await askScalar('sum:errors{*}.as_count() / sum:hits{service:web}.as_count()', 'sum')).toEqual({ '*': 6 / 18 })
  expect(await askScalar('avg:gauge{host:a} / avg:gauge{host:b}', 'avg')).toEqual({ '*': (15 + 15 + 12.5) / 3 })
  expect(await askScalar('default_zero(sum:nothing{*}.as_count()) / sum:hits{*}.as_count()', 'sum')).toEqual({ '*': 0 })
  expect(await askScalar('diff(avg:steps{*})', 'sum')).toEqual({ '*': 1 })
})

test('a range that begins within an interval: graphs show the interval, numbers begin with the range', async () => {
  const range = { from: t0 + 10_000, to: t0 + 60_000 }
  expect(await ask('sum:hits{service:web}.as_count()', range)).toEqual({ '*': [7, 11, 0] })
  expect(await askScalar('sum:hits{service:web}.as_count()', 'sum', range)).toEqual({ '*': 15 })
})

test('units follow the metric: rates are per second, a ratio has none', async () => {
  points('trace.web.request.hits', 'count', [], { 0: 1 }, 10)
  await store.settled()
  const unit = async (query: string) => (await metrics.timeseries(query, minute))[0]?.unit?.map(each => each?.name)
  expect(await unit('sum:trace.web.request.hits{*}.as_count()')).toEqual(['hit', undefined])
  expect(await unit('sum:trace.web.request.hits{*}.as_rate()')).toEqual(['hit', 'second'])
  expect(await unit('sum:trace.web.request.hits{*} / sum:trace.web.request.hits{*}')).toBeUndefined()
  expect(await unit('avg:gauge{*}')).toBeUndefined()
})
