import { z } from 'zod'

const label = z.object({
  name: z.string().min(1),
  kind: z.enum(['real', 'stand-in']),
  /** What a reader should know of it. */
  note: z.string().optional(),
})

/** What the header prints of each platform; only printed, never decided on. */
export const platformLabelsSchema = z.object({ cluster: label, datadog: label.nullable(), model: label })
export type PlatformLabels = z.infer<typeof platformLabelsSchema>
