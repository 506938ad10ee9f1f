import { logger, v1, v2 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, startTestApi, unparsed } from '../objects/testing.ts'
import { metricQueries } from '../query/metrics/index.ts'
import { sloMeasures } from '../slos/index.ts'
import type { Store } from '../store/store.ts'
import { openTestStore } from '../store/testing.ts'
import { correctionRoutes } from './corrections.ts'
import { metricRoutes } from './metrics.ts'
import { sloRoutes } from './slos.ts'

logger.setLevel('silent')

const NOW = Date.UTC(2026, 0, 1, 12)
const MINUTE = 60_000
/** One hour: ten requests a minute, and in the ten minutes from 11:20 on half of them fail. */
const isBad = (minute: number): boolean => minute >= 20 && minute < 30

let store: Store
let api: Awaited<ReturnType<typeof startTestApi>>
let slos: v1.ServiceLevelObjectivesApi
let corrections: v1.ServiceLevelObjectiveCorrectionsApi
let status: v2.ServiceLevelObjectivesApi
let metrics: v2.MetricsApi

beforeAll(async () => {
  store = await openTestStore()
  const points = Array.from({ length: 60 }, (_, minute) => {
    const time = NOW - (60 - minute) * MINUTE + 30_000
    const bad = isBad(minute) ? 5 : 0
    const count = (value: number, tags: string[]) => ({
      time,
      metric: 'chat.request',
      type: 'count' as const,
      interval: 10,
      tags,
      value,
    })
    return [
      count(10 - bad, ['env:test', 'outcome:ok']),
      ...(bad > 0 ? [count(bad, ['env:test', 'outcome:error'])] : []),
      { time, metric: 'chat.latency', type: 'gauge' as const, tags: ['env:test'], value: isBad(minute) ? 9 : 1 },
    ]
  })
  store.append('points', points.flat())
  await store.settled()
  const context = { store, metrics: metricQueries(store), now: () => NOW }
  api = await startTestApi([sloRoutes, correctionRoutes, metricRoutes], {
    ...context,
    sloMeasures: sloMeasures(context),
  })
  api.configuration.unstableOperations['v2.getSloStatus'] = true
  slos = new v1.ServiceLevelObjectivesApi(api.configuration)
  corrections = new v1.ServiceLevelObjectiveCorrectionsApi(api.configuration)
  status = new v2.ServiceLevelObjectivesApi(api.configuration)
  metrics = new v2.MetricsApi(api.configuration)
})
afterAll(async () => {
  await api.close()
  await store.close()
})

const hour = { fromTs: NOW / 1000 - 3600, toTs: NOW / 1000 }
const ok = 'sum:chat.request{env:test,outcome:ok}.as_count()'
const error = 'sum:chat.request{env:test,outcome:error}.as_count()'
const never = 'sum:chat.request{env:test,outcome:never}.as_count()'

async function create(more: Partial<v1.ServiceLevelObjectiveRequest>): Promise<string> {
  const body: v1.ServiceLevelObjectiveRequest = {
    name: 'Requests',
    type: 'metric',
    thresholds: [
      { timeframe: '7d', target: 90, warning: 95 },
      { timeframe: '30d', target: 99 },
    ],
    ...more,
  }
  return (await slos.createSLO({ body })).data?.[0]?.id ?? ''
}
const onMetric = () => create({ query: { numerator: ok, denominator: `${ok} + ${error}` } })

describe('an SLO on requests', () => {
  it('counts good and all requests, also over time', async () => {
    const history = await slos.getSLOHistory({ sloId: await onMetric(), ...hour })
    expect(unparsed(history)).toEqual([])
    const { overall, series, thresholds, type } = history.data ?? {}
    expect(type).toBe('metric')
    expect(overall?.sliValue).toBeCloseTo((550 / 600) * 100, 6)
    expect(overall?.errorBudgetRemaining?.['7d']).toBeCloseTo((1 - 50 / 60) * 100, 6)
    expect(overall?.errorBudgetRemaining?.['30d']).toBeCloseTo((1 - 50 / 6) * 100, 6)
    expect(thresholds?.['7d']).toMatchObject({ target: 90, targetDisplay: '90.' })
    expect(series?.numerator.sum).toBe(550)
    expect(series?.denominator.sum).toBe(600)
    expect(series?.times.length).toBe(series?.numerator.values.length)
  })

  it('takes another target as custom', async () => {
    const history = await slos.getSLOHistory({ sloId: await onMetric(), ...hour, target: 50 })
    expect(history.data?.overall?.errorBudgetRemaining).toEqual({ custom: expect.closeTo((1 - 50 / 300) * 100, 6) })
  })

  it('counts nothing for a query without values, whichever side it is on', async () => {
    const good = await create({ query: { numerator: `${ok} - ${never}`, denominator: ok } })
    expect((await slos.getSLOHistory({ sloId: good, ...hour })).data?.overall?.sliValue).toBe(100)
    const specification = {
      count: {
        goodEventsFormula: { formula: 'all - bad' },
        totalEventsFormula: { formula: 'all' },
        queries: [
          { dataSource: 'metrics', name: 'all', query: ok },
          { dataSource: 'metrics', name: 'bad', query: never },
        ],
      },
    } as v1.SLOCountSpec
    const formula = await create({ sliSpecification: specification })
    expect((await slos.getSLOHistory({ sloId: formula, ...hour })).data?.overall?.sliValue).toBe(100)
  })

  it('says when nobody asked anything', async () => {
    const sloId = await create({ query: { numerator: never, denominator: never } })
    const history = await slos.getSLOHistory({ sloId, ...hour })
    expect(unparsed(history)).toEqual([])
    expect(history.data?.overall).toMatchObject({
      sliValue: null,
      errors: [{ errorType: 'ZERO_VALUED_DENOMINATOR', errorMessage: 'The denominator is zero valued' }],
    })
  })
})

describe('an SLO on time', () => {
  it('counts five minutes as down whose value does not hold', async () => {
    const sloId = await create({
      type: 'time_slice',
      sliSpecification: {
        timeSlice: {
          comparator: '<=',
          threshold: 4,
          query: {
            formulas: [{ formula: 'a' }],
            queries: [{ dataSource: 'metrics', name: 'a', query: 'avg:chat.latency{env:test}' }],
          },
        },
      },
    })
    const history = await slos.getSLOHistory({ sloId, ...hour })
    expect(unparsed(history)).toEqual([])
    expect(history.data?.overall?.sliValue).toBeCloseTo((50 / 60) * 100, 6)
    const start = NOW / 1000 - 3600
    expect(history.data?.overall?.history).toEqual([
      [start, 0],
      [start + 1200, 1],
      [start + 1800, 0],
    ])
  })
})

describe('corrections', () => {
  it('are kept, changed and deleted; what they cover does not count', async () => {
    const sloId = await onMetric()
    const created = await corrections.createSLOCorrection({
      body: {
        data: {
          type: 'correction',
          attributes: {
            sloId,
            category: 'Other',
            description: 'rehearsal',
            start: NOW / 1000 - 2400,
            end: NOW / 1000 - 1800,
            timezone: 'UTC',
          },
        },
      },
    })
    expect(unparsed(created)).toEqual([])
    const sloCorrectionId = created.data?.id ?? ''
    const corrected = await slos.getSLOHistory({ sloId, ...hour })
    expect(corrected.data?.overall?.sliValue).toBe(100)
    const raw = await slos.getSLOHistory({ sloId, ...hour, applyCorrection: false })
    expect(raw.data?.overall?.sliValue).toBeCloseTo((550 / 600) * 100, 6)

    const all = await corrections.listSLOCorrection()
    expect(unparsed(all)).toEqual([])
    expect(all.data).toHaveLength(1)
    const ofSlo = await slos.getSLOCorrections({ sloId })
    expect(unparsed(ofSlo)).toEqual([])
    expect(ofSlo.data?.[0]?.id).toBe(sloCorrectionId)
    const updated = await corrections.updateSLOCorrection({
      sloCorrectionId,
      body: { data: { type: 'correction', attributes: { category: 'Deployment', end: NOW / 1000 - 2100 } } },
    })
    expect(unparsed(updated)).toEqual([])
    expect(updated.data?.attributes).toMatchObject({ category: 'Deployment', description: 'rehearsal' })
    const half = await slos.getSLOHistory({ sloId, ...hour })
    expect(half.data?.overall?.sliValue).toBeCloseTo((525 / 550) * 100, 6)
    await corrections.deleteSLOCorrection({ sloCorrectionId })
    expect(await refusal(corrections.getSLOCorrection({ sloCorrectionId }))).toMatchObject({ code: 404 })
  })

  it('recur', async () => {
    const sloId = await onMetric()
    const daily = NOW / 1000 - 2400 - 3 * 86_400
    await corrections.createSLOCorrection({
      body: {
        data: {
          type: 'correction',
          attributes: { sloId, category: 'Other', start: daily, duration: 600, rrule: 'FREQ=DAILY;INTERVAL=1' },
        },
      },
    })
    expect((await slos.getSLOHistory({ sloId, ...hour })).data?.overall?.sliValue).toBe(100)
  })

  it('must be possible', async () => {
    const attributes = { sloId: 'nope', category: 'Other' as const, start: 1, end: 2 }
    const answer = await refusal(
      corrections.createSLOCorrection({ body: { data: { type: 'correction', attributes } } }),
    )
    expect(answer).toEqual({ code: 400, errors: ['SLO not found: nope not found'] })
  })
})

describe('how SLOs stand', () => {
  it('is found for each timeframe', async () => {
    const id = await create({
      name: 'Found',
      tags: ['service:a'],
      query: { numerator: ok, denominator: `${ok} + ${error}` },
    })
    const search = await slos.searchSLO({ query: 'service:a', includeFacets: true })
    expect(unparsed(search)).toEqual([])
    const [hit] = search.data?.attributes?.slos ?? []
    expect(hit?.data?.id).toBe(id)
    expect(hit?.data?.attributes).toMatchObject({ name: 'Found', sloType: 'metric', serviceTags: ['service:a'] })
    expect(hit?.data?.attributes?.status).toMatchObject({ state: 'warning', sli: expect.closeTo((550 / 600) * 100, 6) })
    expect(hit?.data?.attributes?.overallStatus?.map(each => [each.timeframe, each.state])).toEqual([
      ['7d', 'warning'],
      ['30d', 'breached'],
    ])
    expect(search.meta?.pagination).toMatchObject({ total: 1, size: 10, number: 0 })
    const none = await slos.searchSLO({ query: 'service:b' })
    expect(none.data?.attributes?.slos).toEqual([])
  })

  it('is answered for a range', async () => {
    const answer = await status.getSloStatus({ sloId: await onMetric(), ...hour })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data.attributes).toMatchObject({
      sli: expect.closeTo((550 / 600) * 100, 6),
      state: 'warning',
      rawErrorBudgetRemaining: { unit: 'requests', value: expect.closeTo(10, 6) },
    })
  })

  it('is a data source of metric queries', async () => {
    const sloId = await onMetric()
    const query = (measure: v2.SlosMeasure): v2.SloQuery => ({ dataSource: 'slo', sloId, measure, name: 'a' })
    const scalar = async (measure: v2.SlosMeasure) => {
      const answer = await metrics.queryScalarData({
        body: {
          data: { type: 'scalar_request', attributes: { from: NOW - 3_600_000, to: NOW, queries: [query(measure)] } },
        },
      })
      expect(unparsed(answer)).toEqual([])
      const [column] = answer.data?.attributes?.columns ?? []
      return (column as v2.DataScalarColumn).values?.[0]
    }
    expect(await scalar('good_events')).toBe(550)
    expect(await scalar('bad_events')).toBe(50)
    expect(await scalar('burn_rate')).toBeCloseTo(50 / 60, 6)
    const series = await metrics.queryTimeseriesData({
      body: {
        data: {
          type: 'timeseries_request',
          attributes: { from: NOW - 3_600_000, to: NOW, interval: 600_000, queries: [query('error_budget_burndown')] },
        },
      },
    })
    expect(unparsed(series)).toEqual([])
    const [values] = series.data?.attributes?.values ?? []
    expect(values?.[0]).toBe(100)
    expect(values?.at(-1)).toBeCloseTo((1 - 50 / 60) * 100, 6)
  })
})
