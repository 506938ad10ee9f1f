import type { ApiRoutes } from './api/context.ts'
import { correctionRoutes } from './api/corrections.ts'
import { dashboardRoutes } from './api/dashboards.ts'
import { databaseRoutes } from './api/database.ts'
import { downtimeRoutes } from './api/downtimes.ts'
import { eventRoutes } from './api/events.ts'
import { keyRoutes } from './api/keys.ts'
import { llmRoutes } from './api/llm.ts'
import { logRoutes } from './api/logs.ts'
import { logV1Routes } from './api/logs-v1.ts'
import { metricRoutes } from './api/metrics.ts'
import { monitorRoutes } from './api/monitors.ts'
import { rumRoutes } from './api/rum.ts'
import { rumApplicationRoutes } from './api/rum-applications.ts'
import { serviceRoutes } from './api/services.ts'
import { sloRoutes } from './api/slos.ts'
import { spanRoutes } from './api/spans.ts'
import { syntheticsRoutes } from './api/synthetics.ts'
import { traceRoutes } from './api/traces.ts'

/** Everything that the API answers, beside the intakes. */
export const routes: readonly ApiRoutes[] = [
  keyRoutes,
  metricRoutes,
  logRoutes,
  logV1Routes,
  spanRoutes,
  traceRoutes,
  llmRoutes,
  rumRoutes,
  rumApplicationRoutes,
  eventRoutes,
  databaseRoutes,
  serviceRoutes,
  monitorRoutes,
  sloRoutes,
  correctionRoutes,
  dashboardRoutes,
  downtimeRoutes,
  syntheticsRoutes,
]
