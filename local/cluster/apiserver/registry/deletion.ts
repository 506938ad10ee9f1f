import { fieldNumber, fieldObject, fieldString, type KubeObject, timestamp } from '../object.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import type { DeleteOptions } from './options.ts'

/** What a DELETE does: take the object away, mark it, or leave it because it is marked already. */
export interface Deletion {
  action: 'remove' | 'mark' | 'keep'
  object: KubeObject
}

const policyFinalizers = { Foreground: 'foregroundDeletion', Orphan: 'orphan' } as const

function finalizersFor({ metadata }: KubeObject, options: DeleteOptions): string[] {
  const present = metadata.finalizers ?? []
  const { propagationPolicy } = options
  if (!propagationPolicy) return present
  const others = present.filter(finalizer => finalizer !== 'foregroundDeletion' && finalizer !== 'orphan')
  return propagationPolicy === 'Background' ? others : [...others, policyFinalizers[propagationPolicy]]
}

/** Seconds that a pod is given to end; 0 where nothing runs that could use them. */
function gracePeriod(pod: KubeObject, options: DeleteOptions): number {
  const spec = fieldObject(pod, 'spec')
  const phase = fieldString(fieldObject(pod, 'status'), 'phase')
  if (!spec.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0
  return options.gracePeriodSeconds ?? fieldNumber(spec, 'terminationGracePeriodSeconds') ?? 30
}

/** Decides what deleting an object means, from the object, its kind and the options alone. */
export function planDeletion(
  definition: ResourceDefinition,
  current: KubeObject,
  options: DeleteOptions,
  now: Date,
): Deletion {
  const { metadata } = current
  const finalizers = finalizersFor(current, options)
  const isPod = definition.storage === 'pods'
  if (definition.storage === 'namespaces') return planNamespace(current, now)

  const seconds = isPod ? gracePeriod(current, options) : 0
  if (seconds === 0 && finalizers.length === 0) {
    return { action: 'remove', object: isPod ? marked(current, finalizers, now, 0) : current }
  }
  const isMarked = metadata.deletionTimestamp !== undefined
  const before = metadata.deletionGracePeriodSeconds ?? 0
  const sameFinalizers = finalizers.join() === (metadata.finalizers ?? []).join()
  if (isMarked && (!isPod || seconds >= before) && sameFinalizers) return { action: 'keep', object: current }

  const from = isMarked ? Date.parse(metadata.deletionTimestamp ?? '') - before * 1000 : now.getTime()
  const grace = isMarked ? Math.min(seconds, before) : seconds
  return { action: 'mark', object: marked(current, finalizers, new Date(from), grace) }
}

/** The object with the time at which it is to be gone. */
function marked(object: KubeObject, finalizers: string[], from: Date, grace: number): KubeObject {
  const { metadata } = object
  return {
    ...object,
    metadata: {
      ...metadata,
      finalizers: finalizers.length > 0 ? finalizers : undefined,
      deletionTimestamp: timestamp(new Date(from.getTime() + grace * 1000)),
      deletionGracePeriodSeconds: grace,
      ...(metadata.generation ? { generation: metadata.generation + 1 } : {}),
    },
  }
}

function planNamespace(current: KubeObject, now: Date): Deletion {
  const { metadata } = current
  if (metadata.deletionTimestamp) return { action: 'keep', object: current }
  return {
    action: 'mark',
    object: {
      ...current,
      metadata: { ...metadata, deletionTimestamp: timestamp(now) },
      status: { ...fieldObject(current, 'status'), phase: 'Terminating' },
    },
  }
}
