import type { ApiRoutes } from './context.ts'
import { catalogueRoutes } from './metrics/catalogue.ts'
import { queryV1Route } from './metrics/query-v1.ts'
import { queryV2Routes } from './metrics/query-v2.ts'

/** Queries of metrics and of everything that the query endpoints take beside them, and the catalogue of metrics. */
export const metricRoutes: ApiRoutes = (app, context) => {
  queryV1Route(app, context)
  queryV2Routes(app, context)
  catalogueRoutes(app, context)
}
