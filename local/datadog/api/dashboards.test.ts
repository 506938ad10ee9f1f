import { logger, v1 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, startTestApi, unparsed } from '../objects/testing.ts'
import { dashboardRoutes } from './dashboards.ts'

logger.setLevel('silent')

let api: Awaited<ReturnType<typeof startTestApi>>
let dashboards: v1.DashboardsApi

beforeAll(async () => {
  api = await startTestApi([dashboardRoutes])
  dashboards = new v1.DashboardsApi(api.configuration)
})
afterAll(() => api.close())

const timeseries: v1.WidgetDefinition = {
  type: 'timeseries',
  title: 'Requests',
  requests: [
    {
      responseFormat: 'timeseries',
      displayType: 'line',
      queries: [{ dataSource: 'metrics', name: 'a', query: 'sum:chat.request{*}.as_count()' }],
      formulas: [{ formula: 'a' }],
    },
  ],
}
const layout = { x: 0, y: 0, width: 4, height: 2 }
const body = (more: Partial<v1.Dashboard> = {}): v1.Dashboard => ({
  title: 'Chat: overview_2 of everything',
  description: 'marker',
  layoutType: 'ordered',
  reflowType: 'fixed',
  templateVariables: [{ name: 'env', prefix: 'env', defaults: ['chat-demo'] }],
  tags: ['team:chat'],
  widgets: [
    { definition: timeseries, layout },
    {
      definition: { type: 'group', layoutType: 'ordered', title: 'G', widgets: [{ definition: timeseries, layout }] },
      layout,
    },
    { definition: { type: 'manage_status', query: 'tag:"a:b"', summaryType: 'monitors' }, layout },
    {
      definition: {
        type: 'list_stream',
        requests: [
          {
            responseFormat: 'event_list',
            columns: [{ field: 'timestamp', width: 'auto' }],
            query: { dataSource: 'logs_stream', queryString: '', indexes: [] },
          },
        ],
      },
      layout,
    },
  ],
  ...more,
})
/** As a file would say it, past the client's own checks. */
const raw = (dashboard: unknown) => v1.ObjectSerializer.deserialize(dashboard, 'Dashboard') as v1.Dashboard

describe('dashboards', () => {
  it('answers with id, address and widget ids, and the same when asked again', async () => {
    const dashboard = await dashboards.createDashboard({ body: body() })
    expect(unparsed(dashboard)).toEqual([])
    expect(dashboard.id).toMatch(/^[a-z0-9]{3}-[a-z0-9]{3}-[a-z0-9]{3}$/)
    expect(dashboard.url).toBe(`/dashboard/${dashboard.id}/chat-overview2-of-everything`)
    expect(dashboard).toMatchObject({
      isReadOnly: false,
      description: 'marker',
      tags: ['team:chat'],
      reflowType: 'fixed',
    })
    expect(dashboard.widgets.every(widget => Number(widget.id) > 0)).toBe(true)
    const group = dashboard.widgets[1]?.definition as v1.GroupWidgetDefinition
    expect(group.widgets[0]?.id).toBeGreaterThan(0)
    expect(await dashboards.getDashboard({ dashboardId: dashboard.id ?? '' })).toEqual(dashboard)
  })

  it('replaces the whole', async () => {
    const { id: dashboardId = '' } = await dashboards.createDashboard({ body: body() })
    const updated = await dashboards.updateDashboard({
      dashboardId,
      body: { title: 'New', layoutType: 'ordered', widgets: [] },
    })
    expect(unparsed(updated)).toEqual([])
    expect(updated).toMatchObject({ id: dashboardId, title: 'New', description: null, widgets: [] })
  })

  it('lists pages of summaries, deletes softly and restores', async () => {
    const a = await dashboards.createDashboard({ body: body({ title: 'to delete' }) })
    const b = await dashboards.createDashboard({ body: body({ title: 'to delete too' }) })
    const all = await dashboards.listDashboards()
    expect(unparsed(all)).toEqual([])
    expect(all.dashboards?.find(each => each.id === a.id)).toMatchObject({ title: 'to delete', description: 'marker' })
    const page = await dashboards.listDashboards({ start: (all.dashboards?.length ?? 0) - 1, count: 5 })
    expect(page.dashboards).toHaveLength(1)

    expect(await dashboards.deleteDashboard({ dashboardId: a.id ?? '' })).toMatchObject({ deletedDashboardId: a.id })
    await dashboards.deleteDashboards({ body: { data: [{ id: b.id ?? '', type: 'dashboard' }] } })
    expect(await refusal(dashboards.getDashboard({ dashboardId: a.id ?? '' }))).toEqual({
      code: 404,
      errors: [`Dashboard with ID ${a.id} not found`],
    })
    const deleted = await dashboards.listDashboards({ filterDeleted: true })
    expect(deleted.dashboards?.map(each => each.id)).toEqual(expect.arrayContaining([a.id, b.id]))
    await dashboards.restoreDashboards({ body: { data: [{ id: b.id ?? '', type: 'dashboard' }] } })
    expect((await dashboards.getDashboard({ dashboardId: b.id ?? '' })).title).toBe('to delete too')
  })

  it.each<[string, unknown, string]>([
    [
      'tag',
      { title: 'x', layout_type: 'ordered', widgets: [], tags: ['env:x'] },
      'Invalid tag format. Valid tag keys are: team.',
    ],
    ['title', { layout_type: 'ordered', widgets: [], title: '' }, "'title'"],
    ['field', { title: 'x', layout_type: 'ordered', widgets: [], colour: 'red' }, "('colour' was unexpected)"],
    [
      'widget type',
      { title: 'x', layout_type: 'ordered', widgets: [{ definition: { type: 'sparkle' } }] },
      "Invalid widget definition at position 0 of type sparkle. Error: 'sparkle' is not a valid widget type.",
    ],
    [
      "widget's field",
      { title: 'x', layout_type: 'ordered', widgets: [{ definition: { type: 'timeseries' } }] },
      "of type timeseries. Error: 'requests' is a required property.",
    ],
    [
      "inner widget's field",
      {
        title: 'x',
        layout_type: 'ordered',
        widgets: [
          {
            definition: {
              type: 'group',
              layout_type: 'ordered',
              widgets: [{ definition: { type: 'note', text: '' } }],
            },
          },
        ],
      },
      'at position 0.0 of type note',
    ],
    [
      'layout',
      { title: 'x', layout_type: 'free', widgets: [{ definition: { type: 'note', content: 'x' } }] },
      "Invalid widget at position 0: 'layout' is a required property",
    ],
    [
      'variable',
      { title: 'x', layout_type: 'ordered', widgets: [], template_variables: [{ name: 'a', defaults: [] }] },
      "'template_variables.0.defaults'",
    ],
  ])('refuses a %s that is wrong', async (_what, wrong, message) => {
    const response = await fetch(`${api.url}/api/v1/dashboard`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wrong),
    })
    expect(response.status).toBe(400)
    const { errors } = (await response.json()) as { errors: string[] }
    expect(errors[0]).toContain(message)
  })

  it('says that sharing is not answered here', async () => {
    const answer = new v1.DashboardsApi(api.configuration).createPublicDashboard({
      body: { dashboardId: 'a', dashboardType: 'custom_timeboard', shareType: 'open' },
    })
    await expect(answer).rejects.toMatchObject({ code: 501 })
  })

  it('keeps what a file says', async () => {
    const file = {
      title: 'File',
      layout_type: 'ordered',
      widgets: [{ definition: { type: 'query_value', requests: [], autoscale: true, precision: 2 } }],
    }
    const dashboard = await dashboards.createDashboard({ body: raw(file) })
    expect(dashboard.widgets[0]?.definition).toMatchObject({ type: 'query_value', autoscale: true, precision: 2 })
  })
})
