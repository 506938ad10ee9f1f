import { z } from 'zod'
import { editSchema, guardSchema } from '../change/edits.ts'
import { escapeSegment } from '../change/pointer.ts'
import { toxicSchema } from '../toxic/toxic.ts'

/** Stands on a workload while a run acts on it. */
export const RUN_ANNOTATION = 'chaos.datadog-chatbot-demo/run'
/** Stands on a workload after a run: who ended it, when, and what became of the change. */
export const LAST_RUN_ANNOTATION = 'chaos.datadog-chatbot-demo/last-run'

export const annotationPath = (key: string): string => `/metadata/annotations/${escapeSegment(key)}`

const isoTime = z.iso.datetime()

export const runAnnotationSchema = z.object({
  id: z.string().min(1),
  scenario: z.string(),
  intensity: z.string().optional(),
  title: z.string(),
  who: z.string(),
  startedAt: isoTime,
  /** When it is to be healed, by whoever is alive. */
  until: isoTime,
  inverse: z.array(editSchema),
  guards: z.array(guardSchema),
  /** What stands in Toxiproxy, or will in a moment: the annotation comes first. */
  toxics: z.array(toxicSchema).default([]),
  /** Somebody is removing the toxics. `early`: none of them stood any more when they began. */
  healing: z.object({ by: z.string(), at: isoTime, early: z.boolean() }).optional(),
})
export type RunAnnotation = z.infer<typeof runAnnotationSchema>

/**
 * `restored`: we put it back. `already`: it stood as before. `changed_by_others`: left alone, both values in `detail`.
 * `ended_early`: a restart of Toxiproxy had ended the effect before.
 */
export const endingSchema = z.object({
  id: z.string(),
  by: z.string(),
  at: isoTime,
  result: z.enum(['restored', 'already', 'changed_by_others', 'ended_early']),
  detail: z.string(),
})
export type Ending = z.infer<typeof endingSchema>

export type Read<T> = { value: T } | { absent: true } | { problem: string }

function read<T>(schema: z.ZodType<T>, text: string | undefined): Read<T> {
  if (text === undefined) return { absent: true }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { problem: 'is not JSON' }
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { value: parsed.data }
  const issue = parsed.error.issues[0]
  return { problem: `${issue?.path.join('.')}: ${issue?.message}` }
}

export const readRun = (annotations: Record<string, string>): Read<RunAnnotation> =>
  read(runAnnotationSchema, annotations[RUN_ANNOTATION])

/** How the last run on this workload ended; a text of somebody else's making counts as none. */
export function readEnding(annotations: Record<string, string>): Ending | null {
  const ending = read(endingSchema, annotations[LAST_RUN_ANNOTATION])
  return 'value' in ending ? ending.value : null
}
