import { z } from 'zod'
import { promiseSchema } from './promises.ts'
import { problemsOf, type Step, stepsSchema } from './steps.ts'
import { name, seconds, text } from './words.ts'

export type { Step } from './steps.ts'

/** The Deployment that carries the annotation of every run with toxics. */
export const TOXIPROXY = 'toxiproxy'

/** Places that a guide points at: parts of the first page, and lenses. */
export const places = [
  'pods',
  'queue',
  'chat',
  'events',
  'evidence',
  'proof',
  'traces',
  'logs',
  'model',
  'database',
  'messages',
  'users',
  'monitors',
] as const

const guideSchema = z.strictObject({
  look: text,
  where: z.enum(places),
  why: text,
  /** The search that the lens opens with (traces and logs), or the key of the monitor to highlight (monitors). */
  query: text.optional(),
  /** The promised signals that are seen here; without it, those of the place's source. */
  signals: z.array(name).min(1).optional(),
})

/** What has to be so before it makes sense to begin. `needs` says what to do when it is not. */
const preconditionSchema = z.union([
  /** The metric has been reported in the last ten minutes; otherwise it is not begun. */
  z.strictObject({ needs: text, reported: z.strictObject({ query: text }) }),
  /** Somebody asks at least that much; otherwise a warning. */
  z.strictObject({ needs: text, traffic: z.enum(['light', 'medium', 'heavy']) }),
])

export const scenarioSchema = z
  .strictObject({
    id: name,
    /** Place in the list; the first ten are started by the keys 1 to 0. */
    position: z.int().min(1).default(100),
    title: text,
    /** What happens, in a line of the list. */
    brief: text.max(38),
    summary: text,
    /** `deployment/<name>`: the one workload that carries the change and its annotation. */
    target: z.string().regex(/^deployment\/[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'wants deployment/<name>'),
    preconditions: z.array(preconditionSchema).default([]),
    steps: stepsSchema,
    /** Named variants: other steps under the same scenario. */
    intensities: z.record(name, z.strictObject({ title: text, steps: stepsSchema })).default({}),
    duration: z
      .strictObject({ defaultSeconds: seconds, maxSeconds: seconds })
      .refine(duration => duration.defaultSeconds <= duration.maxSeconds, {
        path: ['defaultSeconds'],
        message: 'must not be more than maxSeconds',
      }),
    promises: z.array(promiseSchema),
    guide: z.array(guideSchema).min(1),
    healed: z.strictObject({
      means: text,
      /** Beside steady: no question accepted before the heal is still waiting, and none is lost. */
      everyQuestionAnswered: z.boolean().default(false),
      /** How long a recovery may take to prove itself. */
      provenWithinSeconds: seconds.default(300),
    }),
    teaches: text,
  })
  .superRefine((scenario, context) => {
    const isToxiproxy = scenario.target === `deployment/${TOXIPROXY}`
    const variants: [(string | number)[], Step[]][] = [
      [['steps'], scenario.steps],
      ...Object.entries(scenario.intensities).map(([key, { steps }]): [string[], Step[]] => [
        ['intensities', key, 'steps'],
        steps,
      ]),
    ]
    for (const [path, steps] of variants)
      for (const { at, message } of problemsOf(steps, isToxiproxy))
        context.addIssue({ code: 'custom', path: [...path, ...at], message })
    const signals = scenario.promises.map(promise => promise.signal)
    signals.forEach((signal, index) => {
      if (signals.indexOf(signal) !== index) {
        context.addIssue({ code: 'custom', path: ['promises', index, 'signal'], message: `${signal} is there twice` })
      }
    })
    scenario.guide.forEach((item, index) => {
      for (const [place, signal] of (item.signals ?? []).entries()) {
        if (signals.includes(signal)) continue
        const message = `${signal} is none of the promises`
        context.addIssue({ code: 'custom', path: ['guide', index, 'signals', place], message })
      }
    })
  })
export type Scenario = z.infer<typeof scenarioSchema>

export const workloadOf = (scenario: Scenario): string => scenario.target.slice('deployment/'.length)

/** The steps of a variant, or of the scenario itself; undefined when it has no variant of that name. */
export const stepsOf = (scenario: Scenario, intensity: string | undefined): Step[] | undefined =>
  intensity === undefined ? scenario.steps : scenario.intensities[intensity]?.steps
