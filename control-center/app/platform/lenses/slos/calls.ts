import { z } from 'zod'
import type { DatadogCall } from '../../datadog/client.ts'

const correctionsAnswer = z.looseObject({
  data: z
    .array(
      z.looseObject({
        id: z.string(),
        attributes: z.looseObject({
          slo_id: z.string().nullish(),
          category: z.string().nullish(),
          description: z.string().nullish(),
          /** Seconds. */
          start: z.number().nullish(),
          end: z.number().nullish(),
          rrule: z.string().nullish(),
        }),
      }),
    )
    .default([]),
})
export type CorrectionsAnswer = z.infer<typeof correctionsAnswer>

/** Status corrections of all SLOs. */
export function sloCorrections(): DatadogCall<CorrectionsAnswer> {
  return {
    method: 'GET',
    path: '/api/v1/slo/correction',
    query: { limit: '1000' },
    answer: correctionsAnswer,
    bucket: 'slo-correction',
    permission: 'slos_read',
  }
}

/** The attributes of an event that a monitor sends when its state changes. */
export const alertEvent = z.looseObject({
  timestamp: z.string(),
  attributes: z.looseObject({
    title: z.string(),
    monitor_id: z.number().nullish(),
    monitor: z
      .looseObject({
        id: z.number().nullish(),
        name: z.string().nullish(),
        transition: z.looseObject({ from_state: z.string().nullish() }).nullish(),
      })
      .nullish(),
  }),
})
