import type { Pod, PodCondition, PodTemplate } from '../client/types.ts'

export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  return pod.status?.conditions?.find(condition => condition.type === type)
}

export function isReady(pod: Pod): boolean {
  return podCondition(pod, 'Ready')?.status === 'True'
}

/** Milliseconds since the epoch at which the pod became ready; undefined when it is not. */
export function readySince(pod: Pod): number | undefined {
  const condition = podCondition(pod, 'Ready')
  if (condition?.status !== 'True') return undefined
  return Date.parse(condition.lastTransitionTime ?? '') || 0
}

/** Ready for at least `minReadySeconds`. */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  const since = readySince(pod)
  return since !== undefined && (minReadySeconds === 0 || since + minReadySeconds * 1000 <= now)
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined
}

/** Ended for good: its containers will not run again. */
export function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

/** Counts towards the replicas of its owner. */
export function isActive(pod: Pod): boolean {
  return !isFinished(pod) && !isTerminating(pod)
}

/** Spec and metadata of a pod made from a template. */
export function podFromTemplate(template: PodTemplate): { metadata: object; spec: Pod['spec'] } {
  const { labels, annotations, finalizers } = template.metadata ?? {}
  if (!template.spec) throw new Error('the pod template has no spec')
  return {
    metadata: {
      ...(labels && { labels: { ...labels } }),
      ...(annotations && { annotations: { ...annotations } }),
      ...(finalizers && { finalizers: [...finalizers] }),
    },
    spec: structuredClone(template.spec),
  }
}
