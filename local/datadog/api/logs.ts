import type { ApiRoutes } from './context.ts'
import { allTags, present } from './search/answers.ts'
import { searchRoutes } from './search/routes.ts'

interface Log {
  time: number
  id: string
  status: string
  service: string
  source: string
  host: string
  env: string
  version: string
  message: string
  trace_id: string
  span_id: string
  tags: string[]
  attributes: Record<string, unknown>
}

/** Search, list and aggregation of logs. There is one index, `main`. */
export const logRoutes: ApiRoutes = (app, context) => {
  searchRoutes(app, context, {
    track: 'logs',
    searchPath: '/api/v2/logs/events/search',
    listPath: '/api/v2/logs/events',
    aggregatePath: '/api/v2/logs/analytics/aggregate',
    item,
  })
}

function item(log: Log) {
  const { env, service, source, version } = log
  const linked = log.trace_id !== '' && log.attributes.dd === undefined && log.attributes.trace_id === undefined
  return {
    id: log.id,
    type: 'log',
    attributes: {
      timestamp: new Date(log.time).toISOString(),
      status: log.status,
      ...present({ service, host: log.host }),
      message: log.message,
      tags: allTags(log.tags, { env, service, source, version }),
      attributes: {
        ...log.attributes,
        ...(linked ? { dd: { trace_id: log.trace_id, span_id: log.span_id } } : {}),
      },
    },
  }
}
