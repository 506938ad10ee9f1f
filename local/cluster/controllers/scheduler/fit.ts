import { parseQuantity } from '../../client/quantity.ts'
import { matchesLabels } from '../../client/selector.ts'
import type { Node, Pod } from '../../client/types.ts'
import { isFinished } from '../pods.ts'

type Resources = Record<string, number>

/** What a pod asks for: the sum of its containers, or its largest init container, whichever is more. */
export function podRequests(pod: Pod): Resources {
  const total: Resources = {}
  for (const container of pod.spec.containers) {
    for (const [name, value] of requestsOf(container)) total[name] = (total[name] ?? 0) + value
  }
  for (const container of pod.spec.initContainers ?? []) {
    for (const [name, value] of requestsOf(container)) total[name] = Math.max(total[name] ?? 0, value)
  }
  return total
}

function requestsOf(container: Pod['spec']['containers'][number]): [string, number][] {
  const { requests, limits } = container.resources ?? {}
  return Object.entries({ ...limits, ...requests }).map(([name, value]) => [name, parseQuantity(value)])
}

/** Why a pod cannot run on a node, in the scheduler's words; empty when it can. */
export function misfits(pod: Pod, node: Node, podsOnNode: Pod[]): string[] {
  if (node.spec?.unschedulable) return ['node(s) were unschedulable']
  if (!matchesLabels(pod.spec.nodeSelector, node.metadata.labels)) {
    return ["node(s) didn't match Pod's node affinity/selector"]
  }
  const running = podsOnNode.filter(other => !isFinished(other))
  const allocatable = node.status?.allocatable ?? {}
  const reasons: string[] = []
  if (running.length + 1 > parseQuantity(allocatable.pods ?? '0')) reasons.push('Too many pods')
  for (const [name, wanted] of Object.entries(podRequests(pod))) {
    const used = running.reduce((sum, other) => sum + (podRequests(other)[name] ?? 0), 0)
    if (wanted > 0 && used + wanted > parseQuantity(allocatable[name] ?? '0')) reasons.push(`Insufficient ${name}`)
  }
  return reasons
}

/** The message of `FailedScheduling`, for example `0/1 nodes are available: 1 Insufficient memory.` */
export function unschedulableMessage(reasonsByNode: string[][]): string {
  const total = reasonsByNode.length
  if (total === 0) return 'no nodes available to schedule pods'
  const counts = new Map<string, number>()
  for (const reason of reasonsByNode.flat()) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const reasons = [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
  const helpless = reasonsByNode.every(list => list.every(reason => reason.startsWith('node(s)')))
  const preemption = helpless
    ? `${total} Preemption is not helpful for scheduling`
    : `${total} No preemption victims found for incoming pod`
  return `0/${total} nodes are available: ${reasons.join(', ')}. preemption: 0/${total} nodes are available: ${preemption}.`
}
