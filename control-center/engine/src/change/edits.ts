import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Step } from '../scenario/schema.ts'
import { describeToxic, type Toxic, toxicName } from '../toxic/toxic.ts'
import { parentOf, resolve, segments, valueAt } from './pointer.ts'

/** One operation of a JSON Patch (RFC 6902), as the Kubernetes API takes it. */
export type Operation =
  | { op: 'test' | 'add' | 'replace'; path: string; value: unknown }
  | { op: 'remove'; path: string }

/** One changed place. A missing `original` or `written` means that nothing stood, or was left, there. */
export const editSchema = z.object({
  path: z.string(),
  original: z.json().optional(),
  written: z.json().optional(),
})
export type Edit = z.infer<typeof editSchema>

/** What must be true of the object for the paths to mean what they meant: the scenario's own `test` operations. */
export const guardSchema = z.object({ path: z.string(), value: z.json() })
export type Guard = z.infer<typeof guardSchema>

export interface Change {
  inverse: Edit[]
  guards: Guard[]
  /** What is added to Toxiproxy; its inverse is its removal. */
  toxics: Toxic[]
}

type PatchOperation = Extract<Step, { patch: unknown }>['patch'][number]

/** The object is not what the scenario was written for. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch'
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return value
  // A strategy is known by its type; its figures belong to it.
  const type = valueAt(value, '/type')
  return typeof type === 'string' ? type : JSON.stringify(value)
}

/**
 * What the steps would change in the object as it is now. Throws `Mismatch` when they do not fit it.
 * @param runId names the toxics
 */
export function compile(steps: Step[], object: unknown, runId = ''): Change {
  const change: Change = { inverse: [], guards: [], toxics: [] }
  const edit = (path: string, written: Edit['written']) => {
    const original = valueAt(object, path)
    change.inverse.push({
      path,
      ...(original === undefined ? {} : { original: z.json().parse(original) }),
      ...(written === undefined ? {} : { written }),
    })
  }
  for (const step of steps) {
    if ('scale' in step) {
      edit('/spec/replicas', step.scale.replicas)
      continue
    }
    if ('toxic' in step) {
      change.toxics.push({ name: toxicName(runId, change.toxics.length), ...step.toxic })
      continue
    }
    for (const operation of step.patch) {
      const found = resolve(object, operation.path)
      if (found === null) throw new Mismatch(`there is no ${operation.path}`)
      const { path, names } = found
      for (const guard of names) if (!change.guards.some(other => other.path === guard.path)) change.guards.push(guard)
      const live = valueAt(object, path)
      if (operation.op === 'test') {
        if (!isDeepStrictEqual(live, operation.value)) {
          throw new Mismatch(`${path} is ${show(live)}, the scenario wants ${show(operation.value)}`)
        }
        change.guards.push({ path, value: operation.value })
        continue
      }
      if (operation.op !== 'add' && live === undefined) throw new Mismatch(`there is no ${operation.path}`)
      if (valueAt(object, parentOf(path)) === undefined) throw new Mismatch(`there is no ${parentOf(path)}`)
      edit(path, writtenBy(operation, live))
    }
  }
  return change
}

function writtenBy(operation: Exclude<PatchOperation, { op: 'test' }>, live: unknown): Edit['written'] {
  if (operation.op === 'remove') return undefined
  if (operation.op !== 'append') return operation.value
  if (typeof live !== 'string') throw new Mismatch(`${operation.path} is ${show(live)}, which is no text to add to`)
  return `${live}${operation.value}`
}

/** Is there anything that the change would change? */
export const hasEffect = (change: Change): boolean =>
  change.toxics.length > 0 || change.inverse.some(edit => !isDeepStrictEqual(edit.original, edit.written))

/** The operations that make the change, each guarded by what was read before. */
export function forward(change: Change): Operation[] {
  return [
    ...change.guards.map(guard => ({ op: 'test' as const, ...guard })),
    ...change.inverse.flatMap(edit => [
      ...(edit.original === undefined ? [] : [{ op: 'test' as const, path: edit.path, value: edit.original }]),
      ...move(edit.path, edit.original, edit.written),
    ]),
  ]
}

function move(path: string, from: unknown, to: unknown): Operation[] {
  if (to === undefined) return from === undefined ? [] : [{ op: 'remove', path }]
  return [{ op: from === undefined ? 'add' : 'replace', path, value: to }]
}

/** A place that somebody else changed after us; it is left alone. */
export interface Difference {
  path: string
  original: unknown
  ours: unknown
  live: unknown
}

export interface Undo {
  operations: Operation[]
  restored: Edit[]
  /** Places that stand as before us already. */
  already: Edit[]
  changedByOthers: Difference[]
}

/** What it takes to undo the change on the object as it is now: only what is still ours is restored. */
export function planUndo(change: Change, object: unknown): Undo {
  const undo: Undo = { operations: [], restored: [], already: [], changedByOthers: [] }
  const moved = change.guards.some(guard => !isDeepStrictEqual(valueAt(object, guard.path), guard.value))
  for (const edit of change.inverse) {
    const live = valueAt(object, edit.path)
    if (!moved && isDeepStrictEqual(live, edit.original)) undo.already.push(edit)
    else if (!moved && isDeepStrictEqual(live, edit.written)) {
      undo.restored.push(edit)
      undo.operations.push(...move(edit.path, live, edit.original))
    } else {
      undo.changedByOthers.push({ path: edit.path, original: edit.original, ours: edit.written, live })
    }
  }
  return undo
}

/** A place as people name it: `replicas`, `image`, `PROMPT_NAME`, `label version`. */
function plain(path: string, guards: readonly Guard[]): string {
  const parts = segments(path)
  if (path === '/spec/replicas') return 'replicas'
  const labels = parts.indexOf('labels')
  if (labels !== -1)
    return `label ${parts
      .slice(labels + 1)
      .join('.')
      .split('/')
      .pop()}`
  const containers = parts.indexOf('containers')
  if (containers === -1) return parts.slice(1).join('.')
  const [field, index, ...rest] = parts.slice(containers + 2)
  if (field !== 'env' || index === undefined) return parts.slice(containers + 2).join('.')
  const name = guards.find(
    guard => path.startsWith(`${parentOf(guard.path)}/`) && guard.path.endsWith(`/env/${index}/name`),
  )
  const what = rest.filter(part => part !== 'value' && part !== 'valueFrom').join('.')
  return [name ? String(name.value) : `env.${index}`, what].filter(Boolean).join(' ')
}

/** The change in words: `worker replicas 1 → 0`. */
export function describe(workload: string, change: Change): string {
  const parts = change.inverse.map(
    edit => `${plain(edit.path, change.guards)} ${show(edit.original)} → ${show(edit.written)}`,
  )
  return [...(parts.length > 0 ? [`${workload} ${parts.join(', ')}`] : []), ...change.toxics.map(describeToxic)].join(
    '; ',
  )
}

/** Both values of a place that is no longer ours, in words. */
export function describeDifference(workload: string, difference: Difference, guards: readonly Guard[]): string {
  const { path, original, ours, live } = difference
  return `${workload} ${plain(path, guards)} is ${show(live)}; we wrote ${show(ours)} and it was ${show(original)} before`
}

/** The command that restores it by hand, for when the engine cannot. */
export function byHand(namespace: string, workload: string, change: Change): string {
  // Toxiproxy keeps toxics in memory: a new pod has none.
  if (change.toxics.length > 0) return `kubectl -n ${namespace} rollout restart deployment/${workload}`
  const [only] = change.inverse
  if (change.inverse.length === 1 && only?.path === '/spec/replicas' && typeof only.original === 'number') {
    return `kubectl -n ${namespace} scale deployment/${workload} --replicas=${only.original}`
  }
  const operations = change.inverse.flatMap(edit => move(edit.path, edit.written, edit.original))
  const patch = JSON.stringify(operations).replaceAll("'", "'\\''")
  return `kubectl -n ${namespace} patch deployment/${workload} --type=json -p '${patch}'`
}
