import { z } from 'zod'
import { profiles } from '../../platform/traffic.ts'

const text = z.string().trim().min(1)
/** Plain prose in Markdown; raw HTML is never drawn. */
const markdown = text.max(2_000)
const id = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'wants lower case letters, digits and dashes')
const scenario = id.describe('Id of a scenario')
const seconds = z.int().min(1).max(3_600)
const page = z.string().regex(/^\/[a-z0-9-/]*$/, 'wants the path of a page, e.g. /database')
/** A page, and what it is to show, e.g. /traces?filter=504 */
const address = z.string().regex(/^\/[a-z0-9-/]*(\?[\w=&.%-]+)?$/, 'wants the path of a page, e.g. /traces?filter=504')
const label = text.max(40).optional()

/** What the step's button really does. */
const actionSchema = z.union([
  z.strictObject({ traffic: z.enum(profiles), label }),
  z.strictObject({ inject: scenario, seconds: seconds.optional(), label }),
  z.strictObject({ heal: z.literal('all'), label }),
  z.strictObject({ message: text.max(500), label }),
  z.strictObject({ open: address, label }),
])
export type TourAction = z.infer<typeof actionSchema>

const words = text.max(120).optional()

/** What the eye is led to: brought into sight, focused and outlined. */
const watchSchema = z.union([
  z.strictObject({ widget: z.string().regex(/^[a-z0-9-]+\/.+$/, 'wants dashboard/title of a widget'), words }),
  z.strictObject({ pods: z.union([z.literal('all'), id]), words }),
  z.strictObject({ monitor: text, words }),
  z.strictObject({ card: text, page, words }),
  z.strictObject({ place: z.enum(['events', 'evidence', 'proof']), words }),
  z.strictObject({ page, words }),
])
export type TourWatch = z.infer<typeof watchSchema>

/** Evidence that turns a step green. */
const gateSchema = z.union([
  z.strictObject({ pods: z.literal('ready') }),
  z.strictObject({ traffic: z.enum(['light', 'medium', 'heavy']), forSeconds: seconds.default(10) }),
  z.strictObject({ baseline: z.literal(true) }),
  z.strictObject({ steady: z.literal(true) }),
  z.strictObject({ run: scenario, state: z.enum(['active', 'recovering', 'healed']) }),
  z.strictObject({ evidence: scenario, signal: id }),
  z.strictObject({ monitor: text, is: z.enum(['Alert', 'Warn', 'OK']) }),
  z.strictObject({ monitors: z.literal('OK') }),
  z.strictObject({ message: z.enum(['accepted', 'answered']) }),
  z.strictObject({ widget: z.string().regex(/^[a-z0-9-]+\/.+$/, 'wants dashboard/title of a widget') }),
])
export type TourGate = z.infer<typeof gateSchema>

const stepSchema = z.strictObject({
  id,
  title: text.max(60),
  /** Target, for the pacing. */
  seconds,
  /** What is said aloud. */
  say: markdown,
  /** More to say when somebody asks, one line each. */
  points: z.array(markdown).max(6).default([]),
  do: actionSchema.optional(),
  watch: watchSchema.optional(),
  gate: z.array(gateSchema).max(4).default([]),
  /** A page of the control center that shows the same in depth. */
  link: z.strictObject({ title: text.max(40), page }).optional(),
  /** Why the tour still makes sense without it: the first thing to leave out when time runs short. */
  skip: text.max(160).optional(),
})
export type TourStep = z.infer<typeof stepSchema>

export const tourSchema = z
  .strictObject({
    id,
    title: text.max(60),
    /** One line: for whom, and what it shows. */
    summary: text.max(200),
    acts: z
      .array(z.strictObject({ title: text.max(40), steps: z.array(stepSchema).min(1).max(20) }))
      .min(1)
      .max(8),
  })
  .superRefine((tour, context) => {
    const seen = new Set<string>()
    tour.acts.forEach((act, actIndex) => {
      act.steps.forEach((step, index) => {
        if (seen.has(step.id)) {
          context.addIssue({
            code: 'custom',
            path: ['acts', actIndex, 'steps', index, 'id'],
            message: `${step.id} is there twice`,
          })
        }
        seen.add(step.id)
      })
    })
  })
export type Tour = z.infer<typeof tourSchema>
