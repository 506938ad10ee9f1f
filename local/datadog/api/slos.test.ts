import { logger, v1 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, startTestApi, unparsed } from '../objects/testing.ts'
import { dashboardRoutes } from './dashboards.ts'
import { sloRoutes } from './slos.ts'

logger.setLevel('silent')

let api: Awaited<ReturnType<typeof startTestApi>>
let slos: v1.ServiceLevelObjectivesApi
let dashboards: v1.DashboardsApi

beforeAll(async () => {
  api = await startTestApi([sloRoutes, dashboardRoutes])
  slos = new v1.ServiceLevelObjectivesApi(api.configuration)
  dashboards = new v1.DashboardsApi(api.configuration)
})
afterAll(() => api.close())

const metric = (
  name: string,
  more: Partial<v1.ServiceLevelObjectiveRequest> = {},
): v1.ServiceLevelObjectiveRequest => ({
  name,
  type: 'metric',
  query: { numerator: 'sum:a{ok:true}.as_count()', denominator: 'sum:a{*}.as_count()' },
  thresholds: [
    { timeframe: '7d', target: 99.5, warning: 99.8 },
    { timeframe: '30d', target: 99 },
  ],
  timeframe: '30d',
  tags: ['team:chat'],
  ...more,
})

async function create(body: v1.ServiceLevelObjectiveRequest): Promise<v1.ServiceLevelObjective> {
  const [slo] = (await slos.createSLO({ body })).data ?? []
  if (slo === undefined) throw new Error('no SLO')
  return slo
}

describe('SLOs', () => {
  it('answers a created SLO with the fields that the server adds', async () => {
    const slo = await create(metric('created'))
    expect(unparsed(slo)).toEqual([])
    expect(slo).toMatchObject({
      name: 'created',
      type: 'metric',
      description: '',
      timeframe: '30d',
      targetThreshold: 99,
    })
    expect(slo.id).toMatch(/^[0-9a-f]{32}$/)
    expect(slo.thresholds).toMatchObject([
      { timeframe: '7d', target: 99.5, targetDisplay: '99.5', warning: 99.8, warningDisplay: '99.8' },
      { timeframe: '30d', target: 99, targetDisplay: '99.' },
    ])
    const one = await slos.getSLO({ sloId: slo.id ?? '' })
    expect(unparsed(one)).toEqual([])
    expect(one.data).toMatchObject({ id: slo.id, name: 'created' })
  })

  it('works out numerator and denominator of a count specification', async () => {
    const queries: v1.SLODataSourceQueryDefinition[] = [
      { dataSource: 'metrics', name: 'bad', query: 'sum:bad{*}.as_count()' },
      { dataSource: 'metrics', name: 'all', query: 'sum:all{*}.as_count()' },
    ]
    const good = { formula: 'all - bad' }
    const counted = (rest: object) => ({ count: { goodEventsFormula: good, queries, ...rest } }) as v1.SLOCountSpec
    const total = await create(
      metric('total', { query: undefined, sliSpecification: counted({ totalEventsFormula: { formula: 'all' } }) }),
    )
    expect(unparsed(total)).toEqual([])
    expect(total.query).toMatchObject({
      numerator: 'sum:all{*}.as_count() - sum:bad{*}.as_count()',
      denominator: 'sum:all{*}.as_count()',
    })
    const bad = await create(
      metric('bad', { query: undefined, sliSpecification: counted({ badEventsFormula: { formula: 'bad' } }) }),
    )
    expect(bad.query?.denominator).toBe('(sum:all{*}.as_count() - sum:bad{*}.as_count()) + (sum:bad{*}.as_count())')
  })

  it('takes time slices, of five minutes unless told', async () => {
    const slo = await create({
      name: 'slices',
      type: 'time_slice',
      thresholds: [{ timeframe: '7d', target: 97 }],
      sliSpecification: {
        timeSlice: {
          comparator: '<',
          threshold: 5,
          query: {
            formulas: [{ formula: 'p95' }],
            queries: [{ dataSource: 'metrics', name: 'p95', query: 'p95:a{*}' }],
          },
        },
      },
    })
    expect(unparsed(slo)).toEqual([])
    expect(slo.sliSpecification).toMatchObject({ timeSlice: { queryIntervalSeconds: 300 } })
  })

  it('lists by id, name, tag and page', async () => {
    await create(metric('listed a', { tags: ['list:1'] }))
    const b = await create(metric('listed b', { tags: ['list:1'] }))
    const all = await slos.listSLOs({ tagsQuery: 'list:1' })
    expect(unparsed(all)).toEqual([])
    expect(all.metadata?.page?.totalFilteredCount).toBe(2)
    expect((await slos.listSLOs({ query: 'listed B' })).data?.map(slo => slo.id)).toEqual([b.id])
    expect((await slos.listSLOs({ ids: b.id })).data).toHaveLength(1)
    expect((await slos.listSLOs({ tagsQuery: 'list:1', limit: 1, offset: 1 })).data).toHaveLength(1)
  })

  it('replaces, and keeps its type', async () => {
    const { id: sloId = '' } = await create(metric('before'))
    const answer = await slos.updateSLO({
      sloId,
      body: { ...metric('after', { description: 'd' }), createdAt: 5 } as v1.ServiceLevelObjective,
    })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data?.[0]).toMatchObject({ id: sloId, name: 'after', description: 'd' })
    const wrong = { name: 'after', type: 'monitor', thresholds: [{ timeframe: '7d', target: 95 }] } as const
    expect(await refusal(slos.updateSLO({ sloId, body: { ...wrong, thresholds: [...wrong.thresholds] } }))).toEqual({
      code: 400,
      errors: ['Invalid payload: must specify the query for count types'],
    })
  })

  it('refuses what is wrong', async () => {
    const thresholds: v1.SLOThreshold[] = [{ timeframe: '7d', target: 95 }]
    expect(await refusal(slos.createSLO({ body: { name: 'm', type: 'monitor', thresholds } }))).toEqual({
      code: 400,
      errors: ['Invalid payload: must specify monitor_ids'],
    })
    const over = await refusal(
      slos.createSLO({ body: metric('x', { thresholds: [{ timeframe: '7d', target: 101 }] }) }),
    )
    expect(over.errors[0]).toContain("'thresholds.0.target'")
    expect(await refusal(slos.deleteSLO({ sloId: 'nope' }))).toEqual({
      code: 404,
      errors: ['SLO not found: nope not found'],
    })
  })

  it('is held by a dashboard that shows it', async () => {
    const { id: sloId = '' } = await create(metric('shown'))
    const widgets: v1.Widget[] = [{ definition: { type: 'slo', viewType: 'detail', sloId } }]
    await dashboards.createDashboard({ body: { title: 'Board', layoutType: 'ordered', widgets } })
    const can = await slos.checkCanDeleteSLO({ ids: sloId })
    expect(unparsed(can)).toEqual([])
    expect(can.errors?.[sloId]).toContain('(Board)')
  })

  it('deletes a threshold, or the last one with its SLO', async () => {
    const { id = '' } = await create(metric('bulk'))
    const one = await slos.deleteSLOTimeframeInBulk({ body: { [id]: ['30d'] } })
    expect(unparsed(one)).toEqual([])
    expect(one.data).toMatchObject({ deleted: [], updated: [id] })
    expect((await slos.getSLO({ sloId: id })).data).toMatchObject({ timeframe: '7d' })
    expect((await slos.deleteSLOTimeframeInBulk({ body: { [id]: ['7d'] } })).data?.deleted).toEqual([id])
  })
})
