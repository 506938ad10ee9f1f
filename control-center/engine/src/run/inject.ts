import { type Change, compile, describe, forward, hasEffect, Mismatch, type Operation } from '../change/edits.ts'
import type { Cluster, Workload } from '../cluster/cluster.ts'
import { ClusterError, EngineError, messageOf } from '../errors.ts'
import type { Step } from '../scenario/schema.ts'
import { annotationPath, RUN_ANNOTATION, type RunAnnotation, readEnding, readRun } from './annotation.ts'

const ATTEMPTS = 8

/** What the steps would do to the workload as it is. Throws `EngineError` overlap when they cannot be done now. */
export function planChange(workload: Workload, steps: Step[]): Change & { words: string } {
  const annotation = readRun(workload.annotations)
  if ('value' in annotation) {
    const { id, title, who, until } = annotation.value
    throw new EngineError(
      'overlap',
      `deployment/${workload.name} is in use by the run ${id} (${title}, by ${who}, until ${until})`,
      {
        run: id,
      },
    )
  }
  if ('problem' in annotation) {
    throw new EngineError(
      'overlap',
      `deployment/${workload.name} carries an annotation ${RUN_ANNOTATION} that ${annotation.problem}: heal all first`,
    )
  }
  let change: Change
  try {
    change = compile(steps, workload.object)
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error
    throw new EngineError(
      'overlap',
      `deployment/${workload.name} is not what the scenario was written for: ${error.message}`,
    )
  }
  if (!hasEffect(change)) {
    throw new EngineError(
      'overlap',
      `deployment/${workload.name} already is as the scenario would make it (${describe(workload.name, change)})`,
    )
  }
  return { ...change, words: describe(workload.name, change) }
}

/** The one PATCH of an injection: annotation and change together, on exactly the object that was read. */
export function injection(workload: Workload, change: Change, annotation: RunAnnotation): Operation[] {
  const none = Object.keys(workload.annotations).length === 0
  return [
    { op: 'test', path: '/metadata/resourceVersion', value: workload.resourceVersion },
    ...(none ? [{ op: 'add' as const, path: '/metadata/annotations', value: {} }] : []),
    { op: 'add', path: annotationPath(RUN_ANNOTATION), value: JSON.stringify(annotation) },
    ...forward(change),
  ]
}

/**
 * Makes the change. `prepare` is told before each attempt what will be changed, and records it.
 * Rejects with `EngineError`: `overlap` when nothing was changed, `unreachable` when that cannot be known.
 */
export async function inject(
  cluster: Cluster,
  run: Omit<RunAnnotation, 'inverse' | 'guards'>,
  target: string,
  steps: Step[],
  prepare: (change: Change & { words: string }) => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const workload = await cluster.readWorkload(target)
    const standing = readRun(workload.annotations)
    if ('value' in standing && standing.value.id === run.id) return
    if (readEnding(workload.annotations)?.id === run.id) {
      throw new EngineError('overlap', 'It was healed before it had begun')
    }
    const { words, inverse, guards } = planChange(workload, steps)
    await prepare({ words, inverse, guards })
    try {
      await cluster.patchWorkload(target, injection(workload, { inverse, guards }, { ...run, inverse, guards }))
      return
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      // A PATCH whose answer was lost may have been done: the next look at the object tells.
      const again = error.kind === 'conflict' || error.kind === 'unreachable'
      if (again && attempt < ATTEMPTS) continue
      throw again ? new EngineError('unreachable', messageOf(error)) : error
    }
  }
}
