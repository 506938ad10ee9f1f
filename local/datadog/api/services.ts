import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'

interface DependencyQuery {
  env?: string
  start?: string
  end?: string
}

/** Which services there are, and which of them call which, from their spans. */
export const serviceRoutes: ApiRoutes = (app, context) => {
  app.get<{ Querystring: DependencyQuery }>('/api/v1/service_dependencies', async ({ query }) => {
    const { services, calls } = await dependencies(context, query)
    return Object.fromEntries(services.map(service => [service, { calls: calls.get(service) ?? [] }]))
  })

  app.get<{ Querystring: DependencyQuery; Params: { service: string } }>(
    '/api/v1/service_dependencies/:service',
    async ({ query, params: { service } }) => {
      const { services, calls } = await dependencies(context, query)
      if (!services.includes(service)) throw new ApiError(404, [`Service ${service} not found`])
      const callers = services.filter(each => calls.get(each)?.includes(service))
      return { name: service, calls: calls.get(service) ?? [], called_by: callers }
    },
  )

  app.get<{ Querystring: { 'filter[env]'?: string } }>('/api/v2/apm/services', async ({ query }) => {
    const env = required(query['filter[env]'], 'filter[env]')
    const services = await servicesOf(context, env, 0, context.now())
    return {
      data: {
        id: `services_list:${env}`,
        type: 'services_list',
        attributes: { services, metadata: services.map(() => ({ isTraced: true, isUsm: false })) },
      },
    }
  })
}

async function dependencies(context: ApiContext, query: DependencyQuery) {
  const env = required(query.env, 'env')
  const now = Math.floor(context.now() / 1000)
  const to = unixSeconds(query.end, 'end') ?? now
  const from = unixSeconds(query.start, 'start') ?? to - 3600
  const services = await servicesOf(context, env, from * 1000, to * 1000)
  const edges = await context.store.query<{ caller: string; callee: string }>(
    `WITH recent AS (SELECT trace_id, span_id, parent_id, service, top_level FROM spans
                     WHERE time >= $1 AND time < $2 AND env = $3)
     SELECT DISTINCT parent.service AS caller, child.service AS callee
     FROM (SELECT * FROM recent WHERE top_level) child
     JOIN recent parent ON child.trace_id = parent.trace_id AND child.parent_id = parent.span_id
     WHERE child.service <> parent.service ORDER BY ALL`,
    [from * 1000, to * 1000, env],
  )
  const calls = new Map<string, string[]>()
  for (const { caller, callee } of edges) calls.set(caller, [...(calls.get(caller) ?? []), callee])
  return { services, calls }
}

async function servicesOf({ store }: ApiContext, env: string, from: number, to: number): Promise<string[]> {
  const rows = await store.query<{ service: string }>(
    `SELECT DISTINCT service FROM spans WHERE time >= $1 AND time < $2 AND env = $3 AND service <> '' ORDER BY service`,
    [from, to, env],
  )
  return rows.map(row => row.service)
}

function required(value: string | undefined, name: string): string {
  if (value !== undefined && value !== '') return value
  throw new ApiError(400, [`The parameter '${name}' is required.`])
}

function unixSeconds(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,11}$/.test(value)) return Number(value)
  throw new ApiError(400, [`The parameter '${name}' has to be a time in Unix seconds, not '${value}'.`])
}
