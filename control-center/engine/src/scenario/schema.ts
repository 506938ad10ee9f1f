import { z } from 'zod'

/** The Deployment that carries the annotation of every run with toxics. */
export const TOXIPROXY = 'toxiproxy'

const text = z.string().trim().min(1)
const name = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'wants a Kubernetes name: lower case letters, digits and dashes')
const seconds = z.int().min(1).max(3600)
const pointer = z.string().regex(/^\/spec(\/([^~/]|~[01])*)+$/, 'wants a JSON Pointer below /spec')

/** An added or removed array element would move the others, and with them what the inverse points at. */
const member = pointer.regex(/\/(?!\d+$|-$)[^/]*$/, 'must end in the name of a member, not in an array index')

const operation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('test'), path: pointer, value: z.json() }),
  z.strictObject({ op: z.literal('replace'), path: pointer, value: z.json() }),
  z.strictObject({ op: z.literal('add'), path: member, value: z.json() }),
  z.strictObject({ op: z.literal('remove'), path: member }),
])

/** The toxics that `local/toxiproxy` and the real one share, with their attributes as Toxiproxy names them. */
const toxicTypes = ['latency', 'bandwidth', 'slow_close', 'timeout', 'reset_peer', 'slicer', 'limit_data'] as const

const stepSchema = z.union([
  z.strictObject({ scale: z.strictObject({ replicas: z.int().min(0).max(100) }) }),
  z.strictObject({ patch: z.array(operation).min(1) }),
  z.strictObject({
    toxic: z.strictObject({
      proxy: name,
      type: z.enum(toxicTypes),
      stream: z.enum(['upstream', 'downstream']).default('downstream'),
      /** Share of connections that get it. */
      toxicity: z.number().min(0).max(1).default(1),
      attributes: z.record(z.string().regex(/^[a-z_]+$/), z.number().min(0)),
    }),
  }),
])
export type Step = z.infer<typeof stepSchema>

const signalBase = { signal: name, title: text, withinSeconds: seconds }

/** A promised signal: exactly one of `readyPods`, `queueDepth`, `chatCounter` says what is looked at. */
export const promiseSchema = z.union([
  z.strictObject({
    ...signalBase,
    readyPods: z.strictObject({ deployment: name, atMost: z.int().min(0) }),
  }),
  z.strictObject({ ...signalBase, queueDepth: z.strictObject({ risesBy: z.int().min(1) }) }),
  z.strictObject({
    ...signalBase,
    chatCounter: z.strictObject({ name: z.enum(['timedOut', 'failed', 'waiting']), risesBy: z.int().min(1) }),
  }),
])
export type SignalPromise = z.infer<typeof promiseSchema>

export const scenarioSchema = z
  .strictObject({
    id: name,
    title: text,
    summary: text,
    /** `deployment/<name>`: the one workload that carries the change and its annotation. */
    target: z.string().regex(/^deployment\/[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'wants deployment/<name>'),
    steps: z.array(stepSchema).min(1),
    duration: z
      .strictObject({ defaultSeconds: seconds, maxSeconds: seconds })
      .refine(duration => duration.defaultSeconds <= duration.maxSeconds, {
        path: ['defaultSeconds'],
        message: 'must not be more than maxSeconds',
      }),
    promises: z.array(promiseSchema),
    guide: z
      .array(
        z.strictObject({
          look: text,
          where: z.enum(['pods', 'queue', 'chat', 'events', 'evidence', 'proof']),
          why: text,
        }),
      )
      .min(1),
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
    const toxics = scenario.steps.filter(step => 'toxic' in step).length
    if (toxics > 0 && (toxics < scenario.steps.length || scenario.target !== `deployment/${TOXIPROXY}`)) {
      const message = `with toxics wants the target deployment/${TOXIPROXY} and no other kind of step`
      context.addIssue({ code: 'custom', path: ['steps'], message })
    }
    const paths = scenario.steps.flatMap((step, index) => changedPaths(step, ['steps', index]))
    paths.forEach((one, index) => {
      const clash = paths.slice(0, index).find(other => nested(one.path, other.path))
      if (clash) {
        context.addIssue({
          code: 'custom',
          path: one.at,
          message: `changes ${one.path}, which ${clash.path} changes too`,
        })
      }
    })
    if (paths.length === 0 && toxics === 0)
      context.addIssue({ code: 'custom', path: ['steps'], message: 'change nothing' })
    const signals = scenario.promises.map(promise => promise.signal)
    signals.forEach((signal, index) => {
      if (signals.indexOf(signal) !== index) {
        context.addIssue({ code: 'custom', path: ['promises', index, 'signal'], message: `${signal} is there twice` })
      }
    })
  })
export type Scenario = z.infer<typeof scenarioSchema>

function changedPaths(step: Step, at: (string | number)[]): { path: string; at: (string | number)[] }[] {
  if ('scale' in step) return [{ path: '/spec/replicas', at: [...at, 'scale'] }]
  if ('toxic' in step) return []
  return step.patch.flatMap((entry, index) =>
    entry.op === 'test' ? [] : [{ path: entry.path, at: [...at, 'patch', index, 'path'] }],
  )
}

const nested = (a: string, b: string) => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`)

export const workloadOf = (scenario: Scenario): string => scenario.target.slice('deployment/'.length)
