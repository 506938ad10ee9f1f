import { runSchema } from '@chat-demo/engine'
import { z } from 'zod'
import { profiles } from '../../app/platform/traffic.ts'
import { SPANS } from '../../app/platform/widgets/model.ts'

/** Requests, as they are checked and as they are described. */
export const startRunBody = z.strictObject({
  scenario: z.string().min(1).max(64).describe('Id of a scenario, e.g. worker-crash'),
  durationSeconds: z
    .int()
    .positive()
    .optional()
    .describe("Until it heals by itself; the scenario's own default otherwise"),
  intensity: z.string().max(63).optional().describe('A variant that the scenario names; without it as it is'),
  force: z.boolean().optional().describe('Start although the last run on the same workload still proves its recovery'),
})

export const trafficBody = z.strictObject({ profile: z.enum(profiles) })
export const loginCodeBody = z.strictObject({ who: z.string().trim().min(1).max(64).optional() }).default({})
export const loginBody = z.strictObject({ code: z.string().min(1).max(200) })

const flag = z.enum(['true', 'false']).transform(text => text === 'true')
export const logQuery = z.object({
  container: z.string().max(63).optional(),
  tail: z.coerce.number().int().min(0).max(5_000).default(200),
  previous: flag.default(false),
  follow: flag.optional(),
})
const dashboard = z.string().regex(/^[a-z0-9-]{1,64}$/, 'wants the key of a dashboard, e.g. overview')
export const dashboardParams = z.object({ dashboard })
export const widgetsQuery = z.object({ span: z.enum(SPANS).default('5m') })
export const streamQuery = widgetsQuery.extend({ dashboard: dashboard.optional() })

export const auditQuery = z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(100) })

/** One idempotency key: printable, and not long. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'wants 1 to 128 printable characters without spaces')
  .optional()

const tourId = z.string().regex(/^[a-z0-9-]{1,63}$/, 'wants the id of a tour, e.g. fifteen-minutes')
const step = z.string().regex(/^[a-z0-9-]{1,63}$/, 'wants the id of a step')
export const tourParams = z.object({ id: tourId })
export const tourBody = z.strictObject({ tour: tourId })
export const tourStepBody = z.strictObject({ step })
export const tourPlaceBody = z.strictObject({ step: step.optional(), paused: z.boolean().optional() })

const name = z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, 'wants a name as Kubernetes gives it')
export const podParams = z.object({ name })
const runId = z.string().regex(/^[a-z0-9]{1,32}$/, 'wants the id of a run')
export const runParams = z.object({ id: runId })
export const reportParams = z.object({ id: runId, format: z.enum(['md', 'html', 'json']) })

/** Answers. */
export const startedRun = runSchema.extend({ warnings: z.array(z.string()) })
export const healResults = z.object({
  results: z.array(
    z.object({
      runId: z.string().nullable(),
      workload: z.string(),
      result: z.enum(['restored', 'already', 'changed_by_others', 'ended_early', 'gone', 'failed']),
      by: z.string(),
      at: z.string(),
      detail: z.string(),
      byHand: z.string().nullable(),
    }),
  ),
  runs: z.array(runSchema),
})
export const loginCodeAnswer = z.object({ code: z.string(), url: z.string(), expiresAt: z.string() })
export const loginAnswer = z.object({ who: z.string(), role: z.literal('presenter'), expiresAt: z.string() })
export const problem = z.object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() })
