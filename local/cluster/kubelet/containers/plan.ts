import type { Container, Pod } from '../../client/types.ts'
import type { ContainerView } from './view.ts'

export interface ContainerPlan {
  /** Containers whose next life begins now. */
  start: string[]
  /** Containers that wait after a crash, with the moment at which they may start. */
  backoff: { name: string; until: number }[]
  /** Init containers are not done yet. */
  initializing: boolean
}

export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always'

/** Whether a container that ended begins another life. */
export function restarts(pod: Pod, container: Container, exitCode: number): boolean {
  if (isSidecar(container)) return true
  const policy = pod.spec.restartPolicy ?? 'Always'
  return policy === 'Always' ? true : policy === 'OnFailure' && exitCode !== 0
}

/**
 * Decides which containers of a pod start now.
 * @param waitUntil until when a container that ended must wait after its crashes; undefined when it may start
 */
export function planContainers(
  pod: Pod,
  view: (name: string) => ContainerView,
  waitUntil: (name: string, finishedAt: number) => number | undefined,
): ContainerPlan {
  const plan: ContainerPlan = { start: [], backoff: [], initializing: false }
  const next = (container: Container) => {
    const { name, running, exit } = view(container.name)
    if (running) return
    if (!exit) {
      plan.start.push(name)
      return
    }
    const until = waitUntil(name, exit.finishedAt)
    if (until === undefined) plan.start.push(name)
    else plan.backoff.push({ name, until })
  }

  for (const container of pod.spec.initContainers ?? []) {
    const { running, exit, started } = view(container.name)
    if (isSidecar(container)) {
      next(container)
      if (running && started) continue
    } else {
      if (!running && exit?.exitCode === 0) continue
      // An init container runs until it succeeds, except under restartPolicy Never.
      if (!exit || pod.spec.restartPolicy !== 'Never') next(container)
    }
    return { ...plan, initializing: true }
  }
  for (const container of pod.spec.containers) {
    const { exit } = view(container.name)
    if (!exit || restarts(pod, container, exit.exitCode)) next(container)
  }
  return plan
}
