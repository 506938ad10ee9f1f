import type { ContainerStatus, Pod } from '../../client/types.ts'
import type { ContainerExit, ContainerView } from '../containers/view.ts'

/**
 * What the API still tells of a container from an earlier life of the node: its restart count, and how it ended. One
 * that ran then was ended with the node, so that its next life counts as a restart.
 */
export function restoreView(view: ContainerView, pod: Pod, now: number): void {
  const status = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find(
    ({ name }) => name === view.name,
  )
  if (!status) return
  view.restartCount = status.restartCount
  const { running } = status.state ?? {}
  if (running) {
    view.exit = {
      containerId: status.containerID ?? '',
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: 'The node ended while the container was running.',
      startedAt: Date.parse(running.startedAt ?? '') || now,
      finishedAt: now,
    }
    return
  }
  view.exit = toExit(status.state) ?? toExit(status.lastState)
}

function toExit(state: ContainerStatus['state']): ContainerExit | undefined {
  const ended = state?.terminated
  if (!ended) return undefined
  return {
    containerId: ended.containerID ?? '',
    exitCode: ended.exitCode,
    reason: (ended.reason ?? 'Error') as ContainerExit['reason'],
    ...(ended.message && { message: ended.message }),
    startedAt: Date.parse(ended.startedAt ?? '') || 0,
    finishedAt: Date.parse(ended.finishedAt ?? '') || 0,
  }
}
