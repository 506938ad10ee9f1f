import { existsSync } from 'node:fs'
import type { ContainerView } from '../containers/view.ts'
import type { PodDirectories } from '../pods/directories.ts'
import type { PodWorker } from '../pods/worker.ts'
import { BadRequest } from './log-options.ts'
import type { ContainerLog } from './server.ts'

/** The log file of the present or the previous life of a container, with the kubelet's words when there is none. */
export function findLog(
  worker: PodWorker | undefined,
  directories: PodDirectories,
  ref: { namespace: string; pod: string; container: string; previous: boolean },
): ContainerLog {
  const { namespace, pod, container, previous } = ref
  if (!worker) throw new BadRequest(`pod "${pod}" in namespace "${namespace}" is not running on this node`)
  const view = worker.view(container)
  const id = `container "${container}" in pod "${pod}"`
  if (previous) {
    const life = previousLife(view)
    const path = directories.log(worker.pod, container, life ?? 0)
    if (life === undefined || !existsSync(path)) {
      throw new BadRequest(`previous terminated ${id} not found`)
    }
    return { path, live: () => false }
  }
  const path = directories.log(worker.pod, container, view.restartCount)
  if (!view.running && !view.exit) {
    const reason = view.waiting?.reason ?? 'ContainerCreating'
    const explained = reason === 'ErrImagePull' || reason === 'ImagePullBackOff'
    const why = explained ? `trying and failing to pull image` : reason
    throw new BadRequest(`${id} is waiting to start: ${why}`)
  }
  if (!existsSync(path)) throw new BadRequest(`${id} has no log on this node`)
  const { containerId } = view.running ?? {}
  return { path, live: () => containerId !== undefined && worker.view(container).running?.containerId === containerId }
}

/** Number of the life that `lastState` tells of; a container that waits for its next life has its latest one there. */
function previousLife({ running, waiting, exit, exitBefore, restartCount }: ContainerView): number | undefined {
  if (running) return exit && restartCount - 1
  if (waiting) return exit && restartCount
  return exitBefore && restartCount - 1
}
