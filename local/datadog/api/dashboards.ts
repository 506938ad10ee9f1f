import { z } from 'zod'
import { readDashboard } from '../dashboards/definition.ts'
import { type DashboardDocument, getDashboard, listDashboards, putDashboard } from '../dashboards/documents.ts'
import { dashboardBody, dashboardSummary } from '../dashboards/view.ts'
import { flag, parseBody, wholeNumber } from '../objects/body.ts'
import { publicId } from '../objects/fields.ts'
import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'

type Id = { Params: { id: string } }

const bulk = z.looseObject({
  data: z.array(z.looseObject({ id: z.string(), type: z.literal('dashboard') })).min(1),
})

export const dashboardRoutes: ApiRoutes = (app, context) => {
  const { documents } = context.store

  app.get('/api/v1/dashboard', async request => {
    // None is shared here.
    const all = flag(request.query, 'filter[shared]')
      ? []
      : listDashboards(documents, { deleted: flag(request.query, 'filter[deleted]') })
    const start = wholeNumber(request.query, 'start', { min: 0, max: 1e6 }) ?? 0
    const count = wholeNumber(request.query, 'count', { min: 1, max: 1e6 }) ?? 100
    return { dashboards: all.slice(start, start + count).map(dashboardSummary) }
  })

  app.post('/api/v1/dashboard', async request => {
    const now = context.now()
    const dashboard = { id: publicId(), ...readDashboard(request.body), created: now, modified: now, deleted: null }
    await putDashboard(documents, dashboard)
    return dashboardBody(dashboard)
  })

  app.delete('/api/v1/dashboard', async (request, reply) => {
    const { data } = parseBody(bulk, request.body)
    const found = data.map(({ id }) => existing(context, id))
    for (const dashboard of found) await putDashboard(documents, { ...dashboard, deleted: context.now() })
    return reply.code(204).send()
  })

  app.patch('/api/v1/dashboard', async (request, reply) => {
    const { data } = parseBody(bulk, request.body)
    const found = data.map(({ id }) => {
      const dashboard = getDashboard(documents, id)
      if (dashboard === null) throw new ApiError(404, [`Dashboard with ID ${id} not found`])
      return dashboard
    })
    for (const dashboard of found) await putDashboard(documents, { ...dashboard, deleted: null })
    return reply.code(204).send()
  })

  app.get<Id>('/api/v1/dashboard/:id', async request => dashboardBody(existing(context, request.params.id)))

  app.put<Id>('/api/v1/dashboard/:id', async request => {
    const before = existing(context, request.params.id)
    const dashboard = { ...before, ...readDashboard(request.body), modified: context.now() }
    await putDashboard(documents, dashboard)
    return dashboardBody(dashboard)
  })

  app.delete<Id>('/api/v1/dashboard/:id', async request => {
    const dashboard = existing(context, request.params.id)
    await putDashboard(documents, { ...dashboard, deleted: context.now() })
    return { deleted_dashboard_id: dashboard.id }
  })

  app.all('/api/v1/dashboard/public', unanswered)
  app.all('/api/v1/dashboard/public/*', unanswered)
}

async function unanswered({ url }: { url: string }): Promise<never> {
  throw new ApiError(501, [`${url.split('?')[0]} is not answered here: dashboards cannot be shared`])
}

function existing({ store }: ApiContext, id: string): DashboardDocument {
  const dashboard = getDashboard(store.documents, id)
  if (dashboard === null || dashboard.deleted !== null) throw new ApiError(404, [`Dashboard with ID ${id} not found`])
  return dashboard
}
