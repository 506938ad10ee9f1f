import type { ApiRoutes } from './context.ts'
import { allTags, present } from './search/answers.ts'
import { searchRoutes } from './search/routes.ts'

interface RumEvent {
  time: number
  id: string
  service: string
  env: string
  version: string
  tags: string[]
  attributes: Record<string, unknown>
}

/** Search, list and aggregation of RUM events. Of each view its newest version. */
export const rumRoutes: ApiRoutes = (app, context) => {
  searchRoutes(app, context, {
    track: 'rum',
    searchPath: '/api/v2/rum/events/search',
    listPath: '/api/v2/rum/events',
    aggregatePath: '/api/v2/rum/analytics/aggregate',
    item,
  })
}

function item({ id, time, service, env, version, tags, attributes }: RumEvent) {
  return {
    id,
    type: 'rum',
    attributes: {
      timestamp: new Date(time).toISOString(),
      ...present({ service }),
      tags: allTags(tags, { env, service, version }),
      attributes,
    },
  }
}
