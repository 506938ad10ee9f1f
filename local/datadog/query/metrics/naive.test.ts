import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../store/store.ts'
import { openTestStore } from '../../store/testing.ts'
import { metricQueries } from './index.ts'

// Compares the store's SQL with the plainest possible calculation over the same values.

const t0 = 1_700_006_400_000
const length = 12
const interval = 20
let store: Store
let metricNumber = 0

beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store.close())

interface Value {
  at: number
  host: string
  zone: string
  value: number
}
const values = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: length * interval * 1000 - 1 }),
    host: fc.constantFrom('a', 'b', 'c'),
    zone: fc.constantFrom('x', 'y'),
    value: fc.integer({ min: -1000, max: 1000 }),
  }),
  { minLength: 1, maxLength: 60 },
)

const aggregates: Record<string, (of: readonly number[]) => number> = {
  avg: of => of.reduce((a, b) => a + b, 0) / of.length,
  sum: of => of.reduce((a, b) => a + b, 0),
  min: of => Math.min(...of),
  max: of => Math.max(...of),
  count: of => of.length,
}
const aggregateNames = fc.constantFrom(...Object.keys(aggregates))

function quantile(of: readonly number[], fraction: number): number {
  const sorted = [...of].sort((a, b) => a - b)
  const position = (sorted.length - 1) * fraction
  const below = sorted[Math.floor(position)] ?? Number.NaN
  const above = sorted[Math.ceil(position)] ?? Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return groups
}
const bucketOf = ({ at }: Value): number => Math.floor(at / (interval * 1000))

async function answer(query: string): Promise<Map<string, number>> {
  const series = await metricQueries(store).timeseries(query, { from: t0, to: t0 + length * interval * 1000 })
  return new Map(
    series.flatMap(({ tagSet, points }) =>
      points.flatMap(([, value], bucket) => (value === null ? [] : [[`${tagSet.join()} ${bucket}`, value] as const])),
    ),
  )
}

function expectEqual(answered: Map<string, number>, wanted: Map<string, number>): void {
  expect([...answered.keys()].sort()).toEqual([...wanted.keys()].sort())
  for (const [key, value] of wanted) expect(answered.get(key), key).toBeCloseTo(value, 6)
}

test('rollup within a series, then aggregation over series', async () => {
  await fc.assert(
    fc.asyncProperty(values, aggregateNames, aggregateNames, fc.boolean(), async (given, over, within, grouped) => {
      const metric = `naive.points.${metricNumber++}`
      store.append(
        'points',
        given.map(({ at, host, zone, value }) => ({
          time: t0 + at,
          metric,
          type: 'gauge' as const,
          tags: [`host:${host}`, `zone:${zone}`],
          value,
        })),
      )
      await store.settled()
      const wanted = new Map<string, number>()
      for (const [key, group] of groupBy(given, each => `${grouped ? `zone:${each.zone}` : ''} ${bucketOf(each)}`)) {
        const series = groupBy(group, ({ host, zone }) => `${host} ${zone}`)
        const rolled = [...series.values()].map(of => aggregates[within]?.(of.map(each => each.value)) ?? Number.NaN)
        wanted.set(key, aggregates[over]?.(rolled) ?? Number.NaN)
      }
      const by = grouped ? ' by {zone}' : ''
      expectEqual(await answer(`${over}:${metric}{*}${by}.rollup(${within}, ${interval}).fill(null)`), wanted)
    }),
    { numRuns: 40 },
  )
})

test('aggregation and quantiles of a distribution, filtered', async () => {
  const overs = fc.constantFrom(...Object.keys(aggregates), 'p50', 'p75', 'p95', 'p99')
  await fc.assert(
    fc.asyncProperty(values, overs, fc.constantFrom('a', 'b', 'c'), async (given, over, host) => {
      const metric = `naive.distribution.${metricNumber++}`
      store.append(
        'distributions',
        given.map(each => ({
          time: t0 + each.at,
          metric,
          tags: [`host:${each.host}`, `zone:${each.zone}`],
          values: [each.value, each.value / 2],
        })),
      )
      await store.settled()
      const wanted = new Map<string, number>()
      const taken = given.filter(each => each.host !== host)
      for (const [key, group] of groupBy(taken, each => `zone:${each.zone} ${bucketOf(each)}`)) {
        const of = group.flatMap(each => [each.value, each.value / 2])
        wanted.set(key, aggregates[over]?.(of) ?? quantile(of, Number(over.slice(1)) / 100))
      }
      expectEqual(await answer(`${over}:${metric}{!host:${host}} by {zone}`), wanted)
    }),
    { numRuns: 40 },
  )
})
