import { z } from 'zod'
import type { LineageRow } from '../store/rows.ts'
import { BadPayload } from './bad-payload.ts'

const runEvent = z
  .object({
    eventType: z.enum(['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT', 'OTHER']).default('OTHER'),
    eventTime: z.iso.datetime({ offset: true }),
    run: z.object({ runId: z.uuid() }).loose(),
    job: z.object({ namespace: z.string(), name: z.string() }).loose(),
  })
  .loose()

/** An OpenLineage run event, or a list of them. @throws BadPayload */
export function lineageRows(body: unknown): LineageRow[] {
  const parsed = z.array(runEvent).safeParse(Array.isArray(body) ? body : [body])
  if (!parsed.success) throw new BadPayload(`not an OpenLineage run event: ${z.prettifyError(parsed.error)}`)
  return parsed.data.map(event => ({
    time: Date.parse(event.eventTime),
    runId: event.run.runId,
    jobNamespace: event.job.namespace,
    jobName: event.job.name,
    eventType: event.eventType,
    attributes: event,
  }))
}
