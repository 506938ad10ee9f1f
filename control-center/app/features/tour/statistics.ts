import { z } from 'zod'

/** One time that a tour was given, as the file of rehearsals keeps it. */
export const rehearsalSchema = z.object({
  tour: z.string(),
  by: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** The last step was reached. */
  complete: z.boolean(),
  /** Without pauses. */
  seconds: z.number(),
  steps: z.record(z.string(), z.number()),
})
export type Rehearsal = z.infer<typeof rehearsalSchema>

export interface RehearsalFigures {
  count: number
  medianSeconds: number | null
  lastSeconds: number | null
  /** Median seconds in each step. */
  steps: Record<string, number>
}

/** Figures over the complete rehearsals of one tour: what was broken off says nothing of its length. */
export function figuresOf(tour: string, rehearsals: readonly Rehearsal[]): RehearsalFigures {
  const whole = rehearsals.filter(one => one.tour === tour && one.complete)
  const ids = new Set(whole.flatMap(one => Object.keys(one.steps)))
  const steps: Record<string, number> = {}
  for (const id of ids) {
    const seconds = median(whole.flatMap(one => one.steps[id] ?? []))
    if (seconds !== null) steps[id] = seconds
  }
  return {
    count: whole.length,
    medianSeconds: median(whole.map(one => one.seconds)),
    lastSeconds: whole.at(-1)?.seconds ?? null,
    steps,
  }
}

function median(values: number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
