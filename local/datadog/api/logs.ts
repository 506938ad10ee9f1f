import type { ApiRoutes } from './context.ts'
import { logItem } from './logs/item.ts'
import { searchRoutes } from './search/routes.ts'

/** Search, list and aggregation of logs. There is one index, `main`. */
export const logRoutes: ApiRoutes = (app, context) => {
  searchRoutes(app, context, {
    track: 'logs',
    searchPath: '/api/v2/logs/events/search',
    listPath: '/api/v2/logs/events',
    aggregatePath: '/api/v2/logs/analytics/aggregate',
    item: logItem,
  })
}
