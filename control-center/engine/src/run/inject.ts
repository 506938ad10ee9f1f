import { type Change, compile, describe, forward, hasEffect, Mismatch, type Operation } from '../change/edits.ts'
import type { Clock } from '../clock.ts'
import type { Workload } from '../cluster/cluster.ts'
import { ClusterError, EngineError, messageOf } from '../errors.ts'
import type { Step } from '../scenario/schema.ts'
import { type Toxic, ToxicError } from '../toxic/toxic.ts'
import { annotationPath, RUN_ANNOTATION, type RunAnnotation, readEnding, readRun } from './annotation.ts'
import { healOne } from './heal.ts'
import type { Reach } from './reach.ts'

const ATTEMPTS = 8

/** What the steps would do to the workload as it is. Throws `EngineError` overlap when they cannot be done now. */
export function planChange(workload: Workload, steps: Step[], runId: string): Change & { words: string } {
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
    change = compile(steps, workload.object, runId)
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

/** A run as its annotation names it, before it is known what it changes. */
type Begun = Omit<RunAnnotation, 'inverse' | 'guards' | 'toxics' | 'healing'>

/**
 * Makes the change. `prepare` is told before each attempt what will be changed, and records it.
 * Rejects with `EngineError`: `overlap` when nothing was changed, `precondition` when Toxiproxy would not take its part
 * and nothing is left of the rest, `unreachable` when what was changed cannot be known.
 */
export async function inject(
  reach: Reach,
  run: Begun,
  target: string,
  steps: Step[],
  clock: Clock,
  prepare: (change: Change & { words: string }) => Promise<void>,
): Promise<void> {
  const change = await annotate(reach, run, target, steps, prepare)
  if (change.toxics.length > 0) await addToxics(reach, run, target, change, clock)
}

/** The change of the workload itself, with the annotation that says how to undo all of it. */
async function annotate(
  { cluster }: Reach,
  run: Begun,
  target: string,
  steps: Step[],
  prepare: (change: Change & { words: string }) => Promise<void>,
): Promise<Change> {
  for (let attempt = 1; ; attempt++) {
    const workload = await cluster.readWorkload(target)
    const standing = readRun(workload.annotations)
    if ('value' in standing && standing.value.id === run.id) return standing.value
    if (readEnding(workload.annotations)?.id === run.id) {
      throw new EngineError('overlap', 'It was healed before it had begun')
    }
    const { words, ...change } = planChange(workload, steps, run.id)
    await prepare({ words, ...change })
    try {
      await cluster.patchWorkload(target, injection(workload, change, { ...run, ...change }))
      return change
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      // A PATCH whose answer was lost may have been done: the next look at the object tells.
      const again = error.kind === 'conflict' || error.kind === 'unreachable'
      if (again && attempt < ATTEMPTS) continue
      throw again ? new EngineError('unreachable', messageOf(error)) : error
    }
  }
}

/** Adds the toxics that the annotation announces; when one is not taken, all of it is taken back. */
async function addToxics(reach: Reach, run: Begun, target: string, change: Change, clock: Clock): Promise<void> {
  const { cluster, toxiproxy } = reach
  try {
    if (!toxiproxy) throw new ToxicError('refused', 'its address is not known')
    for (const toxic of change.toxics) await addToxic(toxiproxy, toxic)
  } catch (error) {
    if (!(error instanceof ToxicError)) throw error
    const by = 'the control center (Toxiproxy did not take the change)'
    const obligation = {
      ...change,
      runId: run.id,
      scenario: run.scenario,
      who: run.who,
      workload: target,
      startedAt: Date.parse(run.startedAt),
      until: Date.parse(run.until),
      from: 'annotation' as const,
    }
    const { result, detail } = await healOne(reach, obligation, by, clock)
    const reason = `Toxiproxy did not take the change: ${messageOf(error)}`
    if (result === 'failed') throw new EngineError('unreachable', `${reason}; taking it back failed too: ${detail}`)
    throw new EngineError('precondition', reason)
  }
  // A heal that came in between found nothing to remove yet.
  const annotation = readRun((await cluster.readWorkload(target)).annotations)
  if ('value' in annotation && annotation.value.id === run.id && !annotation.value.healing) return
  for (const toxic of change.toxics) await toxiproxy?.remove(toxic)
  throw new EngineError('overlap', 'It was healed before it had begun')
}

/** Once more after an answer that did not come: adding is safe to repeat. */
async function addToxic(toxiproxy: NonNullable<Reach['toxiproxy']>, toxic: Toxic): Promise<void> {
  try {
    await toxiproxy.add(toxic)
  } catch (error) {
    if (!(error instanceof ToxicError) || error.kind !== 'unreachable') throw error
    await toxiproxy.add(toxic)
  }
}
