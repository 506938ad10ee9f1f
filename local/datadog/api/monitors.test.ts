import { logger, v1 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { putState } from '../monitors/documents.ts'
import { noMetrics, refusal, startTestApi, unparsed } from '../objects/testing.ts'
import { QueryError } from '../query/error.ts'
import { dashboardRoutes } from './dashboards.ts'
import { monitorRoutes } from './monitors.ts'
import { sloRoutes } from './slos.ts'

logger.setLevel('silent')

let api: Awaited<ReturnType<typeof startTestApi>>
let monitors: v1.MonitorsApi
let slos: v1.ServiceLevelObjectivesApi

beforeAll(async () => {
  const metrics = {
    ...noMetrics,
    scalar: async (query: string) => {
      if (query.startsWith('nonsense')) throw new QueryError(`unknown function 'nonsense'`)
      return []
    },
  }
  api = await startTestApi([monitorRoutes, sloRoutes, dashboardRoutes], { metrics, now: () => Date.UTC(2026, 0, 1) })
  monitors = new v1.MonitorsApi(api.configuration)
  slos = new v1.ServiceLevelObjectivesApi(api.configuration)
})
afterAll(() => api.close())

const body = (name: string, more: Partial<v1.Monitor> = {}): v1.Monitor => ({
  name,
  type: 'query alert',
  query: 'sum(last_5m):sum:chat.request{outcome:error} by {service}.as_count() > 5',
  message: 'Look @slack-demo',
  tags: ['team:chat', `only:${name}`],
  options: { thresholds: { critical: 5, warning: 2, criticalRecovery: 4 }, notifyNoData: true, noDataTimeframe: 10 },
  priority: 2,
  ...more,
})

describe('monitors', () => {
  it('answers a created monitor with the fields that the server adds', async () => {
    const monitor = await monitors.createMonitor({ body: body('created') })
    expect(unparsed(monitor)).toEqual([])
    expect(monitor).toMatchObject({
      name: 'created',
      type: 'query alert',
      multi: true,
      overallState: 'No Data',
      priority: 2,
      restrictedRoles: null,
      options: {
        notifyAudit: false,
        includeTags: true,
        newHostDelay: 300,
        notifyNoData: true,
        silenced: {},
        thresholds: { critical: 5, warning: 2, criticalRecovery: 4 },
      },
    })
    expect(monitor.id).toBeGreaterThan(1e8)
    expect(monitor.created?.toISOString()).toBe('2026-01-01T00:00:00.000Z')
    expect(monitor.creator?.handle).toContain('@')
    expect(await monitors.getMonitor({ monitorId: monitor.id ?? 0 })).toEqual(monitor)
  })

  it('keeps fields that an update does not name, and replaces options as a whole', async () => {
    const { id: monitorId = 0 } = await monitors.createMonitor({ body: body('updated') })
    const updated = await monitors.updateMonitor({
      monitorId,
      body: { name: 'renamed', options: { newGroupDelay: 60, thresholds: { critical: 5 } } },
    })
    expect(unparsed(updated)).toEqual([])
    expect(updated).toMatchObject({ name: 'renamed', message: 'Look @slack-demo', priority: 2 })
    expect(updated.options).toMatchObject({ newGroupDelay: 60, notifyNoData: false })
    expect(updated.options?.noDataTimeframe).toBeUndefined()
    expect(await refusal(monitors.updateMonitor({ monitorId, body: { type: 'log alert' } }))).toMatchObject({
      code: 400,
    })
  })

  it('lists by tag, name and page', async () => {
    for (const name of ['listed a', 'listed b', 'listed c']) {
      await monitors.createMonitor({ body: body(name, { tags: ['list:1', 'x:y'] }) })
    }
    const all = await monitors.listMonitors({ monitorTags: 'list:1,x:y' })
    expect(all.map(each => each.name)).toEqual(['listed a', 'listed b', 'listed c'])
    expect(unparsed(all)).toEqual([])
    expect(await monitors.listMonitors({ name: 'LISTED B' })).toHaveLength(1)
    expect((await monitors.listMonitors({ monitorTags: 'list:1', page: 1, pageSize: 2 })).map(m => m.name)).toEqual([
      'listed c',
    ])
    expect(await refusal(monitors.listMonitors({ groupStates: 'notagroupstate' }))).toEqual({
      code: 400,
      errors: ['Invalid group_state filters.'],
    })
  })

  it('shows groups, and finds monitors by state, tag and type', async () => {
    const { id = 0 } = await monitors.createMonitor({ body: body('found', { tags: ['find:me'] }) })
    const group = { value: 7, since: 1e12, firstSeen: 1e12, lastSeen: 1e12, renotified: 0 }
    const never = { lastTriggered: null, lastResolved: null, lastNoData: null, lastNotified: null }
    await putState(api.context.store.documents, {
      monitorId: id,
      modified: 1e12,
      firstEvaluated: 1e12,
      pending: {},
      error: null,
      groups: {
        'service:a': { ...group, ...never, status: 'Alert', lastTriggered: 1e12 },
        'service:b': { ...group, ...never, status: 'OK' },
      },
    })
    const monitor = await monitors.getMonitor({ monitorId: id, groupStates: 'alert,warn' })
    expect(unparsed(monitor)).toEqual([])
    expect(monitor.overallState).toBe('Alert')
    expect(Object.keys(monitor.state?.groups ?? {})).toEqual(['service:a'])
    expect(monitor.state?.groups?.['service:a']).toMatchObject({ status: 'Alert', lastTriggeredTs: 1e9 })

    const search = await monitors.searchMonitors({ query: 'status:alert tag:"find:me" type:metric' })
    expect(unparsed(search)).toEqual([])
    expect(search.monitors).toHaveLength(1)
    expect(search.monitors?.[0]).toMatchObject({
      id,
      status: 'Alert',
      classification: 'metric',
      lastTriggeredTs: 1e9,
      metrics: ['chat.request'],
      notifications: [{ handle: 'slack-demo', name: 'slack-demo' }],
    })
    expect(search.metadata).toMatchObject({ totalCount: 1, pageCount: 1, page: 0, perPage: 30 })
    expect(search.counts?.status).toMatchObject([{ name: 'Alert', count: 1 }])

    const groups = await monitors.searchMonitorGroups({ query: 'find:me' })
    expect(unparsed(groups)).toEqual([])
    expect(groups.groups?.map(row => [row.group, row.status, row.monitorId])).toEqual([
      ['service:a', 'Alert', id],
      ['service:b', 'OK', id],
    ])
    expect(await refusal(monitors.searchMonitors({ query: 'status:notastatus' }))).toEqual({
      code: 400,
      errors: ["Query parsing error: 'notastatus' is not a valid monitor status"],
    })
  })

  it('marks a type that is not evaluated here', async () => {
    const monitor = await monitors.createMonitor({
      body: {
        type: 'process alert',
        query: 'processes("x").over("*").rollup("count").last("5m") < 1',
        name: 'process',
      },
    })
    expect(unparsed(monitor)).toEqual([])
    expect(monitor.overallState).toBe('Skipped')
    expect(monitor.additionalProperties?.evaluation_message).toBe('not evaluated here')
  })

  it.each<[string, v1.Monitor, string]>([
    ['a query', { type: 'log alert', query: 'query' }, 'invalid operator specified: '],
    ['a metric query', body('x', { query: 'avg(last_5m):nonsense(a) > 5' }), "unknown function 'nonsense'"],
    [
      'a threshold',
      body('x', { options: { thresholds: { critical: 4 } } }),
      'Alert threshold (4) does not match that used in the query (5).',
    ],
    ['a warning', body('x', { options: { thresholds: { critical: 5, warning: 6 } } }), 'must be less than the alert'],
    ['a recovery', body('x', { options: { thresholds: { critical: 5, criticalRecovery: 6 } } }), 'must be less than'],
    ['a composite', { type: 'composite', query: '4711 && 4712' }, 'no monitor has the id 4711, 4712'],
    ['an SLO', { type: 'slo alert', query: 'error_budget("nope").over("7d") > 75' }, "no SLO 'nope'"],
    ['a type', { type: 'synthetics alert', query: 'no_query' }, 'only a synthetic test'],
  ])('refuses %s that is wrong, in validation too', async (_what, wrong, message) => {
    const answer = await refusal(monitors.createMonitor({ body: wrong }))
    expect(answer.code).toBe(400)
    expect(answer.errors[0]).toContain(message)
    if (wrong.type !== 'synthetics alert')
      expect(await refusal(monitors.validateMonitor({ body: wrong }))).toEqual(answer)
  })

  it('validates without creating', async () => {
    await monitors.validateMonitor({ body: body('validated') })
    expect(await monitors.listMonitors({ name: 'validated' })).toEqual([])
    const { id: monitorId = 0 } = await monitors.createMonitor({ body: body('exists') })
    await monitors.validateExistingMonitor({ monitorId, body: body('exists') })
  })

  it('says what a monitor is used for before it is deleted', async () => {
    const { id: monitorId = 0 } = await monitors.createMonitor({ body: body('used') })
    const composite = await monitors.createMonitor({
      body: { type: 'composite', query: `${monitorId}`, name: 'whole' },
    })
    const can = await monitors.checkCanDeleteMonitor({ monitorIds: [monitorId, composite.id ?? 0] })
    expect(can.data.ok).toEqual([composite.id])
    expect(can.errors?.[monitorId]?.[0]).toContain('is referenced in composite monitors')
    expect(await refusal(monitors.deleteMonitor({ monitorId }))).toMatchObject({ code: 400 })
    expect(await monitors.deleteMonitor({ monitorId, force: 'true' })).toMatchObject({ deletedMonitorId: monitorId })
    expect(await refusal(monitors.getMonitor({ monitorId }))).toEqual({ code: 404, errors: ['Monitor not found'] })
  })
})

describe('alerts on SLOs', () => {
  it('must be possible, and hold the SLO', async () => {
    const created = await slos.createSLO({
      body: {
        name: 'answers',
        type: 'metric',
        query: { numerator: 'sum:good{*}.as_count()', denominator: 'sum:all{*}.as_count()' },
        thresholds: [{ timeframe: '7d', target: 99 }],
      },
    })
    const id = created.data?.[0]?.id ?? ''
    const burn = (threshold: number) =>
      `burn_rate("${id}").over("7d").long_window("1h").short_window("5m") > ${threshold}`
    expect(
      (await refusal(monitors.createMonitor({ body: { type: 'slo alert', query: burn(101) } }))).errors[0],
    ).toContain('at most 100')
    const monitor = await monitors.createMonitor({ body: { type: 'slo alert', query: burn(16.8), name: 'fast burn' } })
    expect(unparsed(monitor)).toEqual([])
    const one = await slos.getSLO({ sloId: id, withConfiguredAlertIds: true })
    expect(one.data?.configuredAlertIds).toEqual([monitor.id])
    const can = await slos.checkCanDeleteSLO({ ids: id })
    expect(can.data?.ok).toEqual([])
    expect(can.errors?.[id]).toContain('fast burn')
    const kept = await slos.deleteSLO({ sloId: id })
    expect(kept.data).toEqual([])
    expect((await slos.deleteSLO({ sloId: id, force: 'true' })).data).toEqual([id])
  })
})
