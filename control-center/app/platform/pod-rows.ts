import type { PodSample } from '@chat-demo/engine'
import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node'
import type { PodRow } from './live-state.ts'
import { backOffSeconds, podStatus } from './pod-status.ts'
import { quantity } from './quantity.ts'

/** What metrics.k8s.io says of a pod, all containers together. */
export interface PodUsage {
  memoryBytes: number
  cpuCores: number
}

/** ISO text of a date that the client library gives as `Date` from a list and as text from a watch. */
export const isoOf = (date: Date | string | undefined): string | null => (date ? new Date(date).toISOString() : null)

const bad =
  /^(CrashLoopBackOff|Error|OOMKilled|ErrImagePull|ImagePullBackOff|InvalidImageName|CreateContainer.*Error|RunContainerError|Failed|Evicted|ContainerCannotRun|DeadlineExceeded|StartError|Signal:.*|ExitCode:.*)$/
const moving = /^(Pending|ContainerCreating|PodInitializing|Terminating|Init:\d+\/\d+)$/

function toneOf(status: string, ready: boolean): PodRow['tone'] {
  const word = status.replace(/^Init:(?!\d)/, '')
  if (word === 'Running') return ready ? 'ok' : 'warn'
  if (word === 'Completed' || word === 'Succeeded') return 'ok'
  if (bad.test(word)) return 'bad'
  if (moving.test(word)) return 'recovering'
  return word === 'Unknown' ? 'unknown' : 'warn'
}

/** Name of the Deployment or StatefulSet that a pod belongs to; its own name when it stands alone. */
export function workloadOfPod(pod: V1Pod): string {
  const owner = pod.metadata?.ownerReferences?.find(one => one.controller)
  if (!owner) return pod.metadata?.name ?? ''
  if (owner.kind !== 'ReplicaSet') return owner.name
  const hash = pod.metadata?.labels?.['pod-template-hash']
  return hash && owner.name.endsWith(`-${hash}`) ? owner.name.slice(0, -hash.length - 1) : owner.name
}

/** The newest end of any container, now or before. */
function lastExit(statuses: V1ContainerStatus[]): PodRow['lastExit'] {
  const ends = statuses
    .flatMap(one => [one.state?.terminated, one.lastState?.terminated])
    .flatMap(end => {
      const finishedAt = isoOf(end?.finishedAt)
      return end && finishedAt ? [{ reason: end.reason || 'Error', exitCode: end.exitCode, finishedAt }] : []
    })
  return ends.sort((a, b) => (a.finishedAt < b.finishedAt ? 1 : -1))[0] ?? null
}

function memoryLimit(pod: V1Pod): number | null {
  const limits = (pod.spec?.containers ?? []).map(one => quantity(one.resources?.limits?.memory))
  // One container without a limit makes the pod unlimited.
  return limits.length > 0 && limits.every(one => one !== null)
    ? limits.reduce((sum, one) => sum + (one ?? 0), 0)
    : null
}

/** A pod as the table shows it. `history`: bytes in use, oldest first. */
export function podRow(pod: V1Pod, usage: PodUsage | null, history: number[], now: number): PodRow {
  const statuses = pod.status?.containerStatuses ?? []
  const containers = pod.spec?.containers ?? []
  const ready = statuses.filter(one => one.ready).length
  const status = podStatus(pod)
  const backOffs = statuses.flatMap(one => backOffSeconds(one, now) ?? [])
  return {
    uid: pod.metadata?.uid ?? '',
    name: pod.metadata?.name ?? '',
    workload: workloadOfPod(pod),
    status,
    tone: toneOf(status, containers.length > 0 && ready === containers.length),
    readyContainers: ready,
    containers: containers.length,
    containerNames: containers.map(one => one.name),
    restarts: statuses.reduce((sum, one) => sum + one.restartCount, 0),
    memoryBytes: usage?.memoryBytes ?? null,
    memoryLimitBytes: memoryLimit(pod),
    memoryHistory: history,
    cpuCores: usage?.cpuCores ?? null,
    lastExit: lastExit(statuses),
    createdAt: isoOf(pod.metadata?.creationTimestamp) ?? new Date(now).toISOString(),
    backOffSeconds: backOffs.length > 0 ? Math.min(...backOffs) : null,
  }
}

/** A pod as the engine looks at it. */
export function podSample(pod: V1Pod): PodSample {
  const statuses = pod.status?.containerStatuses ?? []
  const end = lastExit(statuses)
  return {
    name: pod.metadata?.name ?? '',
    workload: workloadOfPod(pod),
    version: pod.metadata?.labels?.['tags.datadoghq.com/version'] ?? null,
    status: podStatus(pod),
    ready: statuses.length > 0 && statuses.every(one => one.ready) && !pod.metadata?.deletionTimestamp,
    restarts: statuses.reduce((sum, one) => sum + one.restartCount, 0),
    lastEnd: end && { reason: end.reason, exitCode: end.exitCode, at: Date.parse(end.finishedAt) },
  }
}
