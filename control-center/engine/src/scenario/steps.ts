import { z } from 'zod'
import { name } from './words.ts'

/**
 * A JSON Pointer below /spec. A segment `[name=X]` stands for the index of the array element of that name, so that a
 * scenario does not break when a manifest gets one more variable.
 */
const pointer = z.string().regex(/^\/spec(\/([^~/]|~[01])*)+$/, 'wants a JSON Pointer below /spec')

/** An added or removed array element would move the others, and with them what the inverse points at. */
const member = pointer.regex(
  /\/(?!\d+$|-$|\[name=[^/]*\]$)[^/]*$/,
  'must end in the name of a member, not in an array index',
)

const operation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('test'), path: pointer, value: z.json() }),
  z.strictObject({ op: z.literal('replace'), path: pointer, value: z.json() }),
  z.strictObject({ op: z.literal('add'), path: member, value: z.json() }),
  z.strictObject({ op: z.literal('remove'), path: member }),
  /** The text that stands there, with this at its end: an image's tag, whatever it is, becomes another tag. */
  z.strictObject({ op: z.literal('append'), path: pointer, value: z.string().min(1) }),
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

export const stepsSchema = z.array(stepSchema).min(1)

export interface StepProblem {
  at: (string | number)[]
  message: string
}

/** What is wrong with steps that are each right by themselves. `at`: below the list of steps. */
export function problemsOf(steps: Step[], isToxiproxy: boolean): StepProblem[] {
  const problems: StepProblem[] = []
  const toxics = steps.filter(step => 'toxic' in step).length
  if (toxics > 0 && (toxics < steps.length || !isToxiproxy)) {
    problems.push({ at: [], message: 'with toxics wants the target deployment/toxiproxy and no other kind of step' })
  }
  const paths = steps.flatMap((step, index) => changedPaths(step, [index]))
  paths.forEach((one, index) => {
    const clash = paths.slice(0, index).find(other => nested(one.path, other.path))
    if (clash) problems.push({ at: one.at, message: `changes ${one.path}, which ${clash.path} changes too` })
  })
  if (paths.length === 0 && toxics === 0) problems.push({ at: [], message: 'change nothing' })
  return problems
}

function changedPaths(step: Step, at: (string | number)[]): { path: string; at: (string | number)[] }[] {
  if ('scale' in step) return [{ path: '/spec/replicas', at: [...at, 'scale'] }]
  if ('toxic' in step) return []
  return step.patch.flatMap((entry, index) =>
    entry.op === 'test' ? [] : [{ path: entry.path, at: [...at, 'patch', index, 'path'] }],
  )
}

const nested = (a: string, b: string) => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`)
