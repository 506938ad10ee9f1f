import { z } from 'zod'

const figure = z.number().nullable()

/** What is drawn over the time of a run, one point each five seconds. A null is a gap. */
const pointSchema = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** Messages ready in `chat.requests`. */
  queue: figure,
  /** Questions a second that failed or timed out. */
  failed: figure,
  /** Seconds. */
  p95: figure,
  /** Replies a second. */
  replies: figure,
  /** Ready pods of the target. */
  pods: figure,
})

const markSchema = z.object({
  at: z.number(),
  lane: z.enum(['Kubernetes', 'Users', 'Datadog', 'Tour']),
  what: z.string(),
  tone: z.enum(['bad', 'warn', 'ok', 'plain']),
})

const barSchema = z.object({
  service: z.string(),
  owner: z.string(),
  resource: z.string(),
  /** Milliseconds from the trace's begin. */
  from: z.number(),
  length: z.number(),
  error: z.boolean(),
})

const pictureSchema = z.discriminatedUnion('kind', [
  /** One of the curves of the film, around the moment. */
  z.object({ kind: z.literal('curve'), of: z.enum(['queue', 'failed', 'p95', 'replies', 'pods']) }),
  /** Figures of Datadog as they were at the moment. */
  z.object({
    kind: z.literal('series'),
    query: z.string(),
    points: z.array(z.tuple([z.number(), figure])),
    threshold: figure,
  }),
  z.object({
    kind: z.literal('trace'),
    traceId: z.string(),
    bars: z.array(barSchema),
    /** Services whose span did not arrive. */
    missing: z.array(z.string()),
  }),
  /** What a search found, one line each. */
  z.object({ kind: z.literal('lines'), lines: z.array(z.string()) }),
])

const momentSchema = z.object({
  id: z.string(),
  at: z.number(),
  title: z.string(),
  seenIn: z.string(),
  picture: pictureSchema,
})

/** What was kept of a run by itself: curves, what happened beside it, and its moments. */
export const filmSchema = z.object({
  runId: z.string(),
  traffic: z.string().nullable(),
  points: z.array(pointSchema),
  marks: z.array(markSchema),
  moments: z.array(momentSchema),
  /** Milliseconds; null while no user has failed. */
  firstFailedAt: figure,
  firstAlertAt: figure,
  /** Nothing is added any more. */
  done: z.boolean(),
})

export type Film = z.infer<typeof filmSchema>
export type FilmPoint = z.infer<typeof pointSchema>
export type FilmMark = z.infer<typeof markSchema>
export type Moment = z.infer<typeof momentSchema>
export type Picture = z.infer<typeof pictureSchema>
export type Curve = Extract<Picture, { kind: 'curve' }>['of']
