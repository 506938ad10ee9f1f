import { timestamp } from '../../client/clock.ts'
import type { Container, ContainerState, ContainerStatus, Pod, PodCondition, PodStatus } from '../../client/types.ts'
import { isSidecar } from '../containers/plan.ts'
import type { ContainerExit, ContainerView } from '../containers/view.ts'
import { podPhase } from './phase.ts'

export interface PodObservation {
  view: (name: string) => ContainerView
  /** Milliseconds since the epoch at which the kubelet took the pod. */
  startTime: number
  hostIP: string
  /** Absent until the pod has its address. */
  podIP?: string
  /** Init containers are not done yet. */
  initializing: boolean
  /** The pod is being deleted or has ended: no container will start again. */
  terminal: boolean
}

/** The status that the kubelet writes for a pod. */
export function podStatus(pod: Pod, observation: PodObservation, now: number): PodStatus {
  const { view, hostIP, podIP } = observation
  const initContainers = pod.spec.initContainers ?? []
  const waitingReason = initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating'
  const initContainerStatuses = initContainers.map(container =>
    containerStatus(container, view(container.name), waitingReason, 'init'),
  )
  const containerStatuses = pod.spec.containers.map(container =>
    containerStatus(container, view(container.name), waitingReason, 'main'),
  )
  const phase = podPhase(pod, initContainerStatuses, containerStatuses, observation)
  const generation = pod.metadata.generation
  return {
    ...(generation !== undefined && { observedGeneration: generation }),
    phase,
    conditions: conditions(pod, observation, phase, initContainerStatuses, containerStatuses, now),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(podIP && { podIP, podIPs: [{ ip: podIP }] }),
    startTime: timestamp(observation.startTime),
    ...(initContainerStatuses.length > 0 && { initContainerStatuses }),
    containerStatuses,
    ...(pod.status?.qosClass && { qosClass: pod.status.qosClass }),
  }
}

function containerStatus(
  container: Container,
  view: ContainerView,
  waitingReason: string,
  role: 'init' | 'main',
): ContainerStatus {
  const { running, exit, exitBefore, waiting } = view
  const terminated = (ended: ContainerExit | undefined): ContainerState => (ended ? { terminated: toState(ended) } : {})
  let state: ContainerState
  let lastState: ContainerState
  if (running) {
    state = { running: { startedAt: timestamp(running.startedAt) } }
    lastState = terminated(exit)
  } else if (exit && !waiting) {
    state = terminated(exit)
    lastState = terminated(exitBefore)
  } else {
    state = { waiting: waiting ?? { reason: waitingReason } }
    lastState = terminated(exit)
  }
  const containerID = running?.containerId ?? exit?.containerId
  return {
    name: container.name,
    state,
    lastState,
    // An init container that has done its work counts as ready, a main container that ended does not.
    ready: running ? view.ready : role === 'init' && !isSidecar(container) && state.terminated?.exitCode === 0,
    restartCount: view.restartCount,
    image: container.image ?? '',
    imageID: containerID ? `process-image://${container.image}` : '',
    ...(containerID && { containerID }),
    started: Boolean(running) && view.started,
    ...(running && container.resources && { resources: container.resources }),
  }
}

function toState(exit: ContainerExit): NonNullable<ContainerState['terminated']> {
  return {
    exitCode: exit.exitCode,
    reason: exit.reason,
    ...(exit.message && { message: exit.message }),
    startedAt: timestamp(exit.startedAt),
    finishedAt: timestamp(exit.finishedAt),
    containerID: exit.containerId,
  }
}

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>

const yes: Verdict = { status: 'True' }

function conditions(
  pod: Pod,
  { podIP, initializing }: PodObservation,
  phase: string,
  init: ContainerStatus[],
  main: ContainerStatus[],
  now: number,
): PodCondition[] {
  const listed = (statuses: ContainerStatus[]) => `[${statuses.map(({ name }) => name).join(' ')}]`
  const unready = main.filter(({ ready }) => !ready)
  const incomplete = init.filter(({ state }) => state?.terminated?.exitCode !== 0)
  const ended: Verdict | undefined =
    phase === 'Succeeded'
      ? { status: 'False', reason: 'PodCompleted' }
      : phase === 'Failed'
        ? { status: 'False', reason: 'PodFailed' }
        : undefined
  const containersReady: Verdict =
    ended ??
    (unready.length === 0
      ? yes
      : {
          status: 'False',
          reason: 'ContainersNotReady',
          message: `containers with unready status: ${listed(unready)}`,
        })
  const initialized: Verdict =
    phase === 'Succeeded'
      ? { status: 'True', reason: 'PodCompleted' }
      : initializing && incomplete.length > 0
        ? {
            status: 'False',
            reason: 'ContainersNotInitialized',
            message: `containers with incomplete status: ${listed(incomplete)}`,
          }
        : yes
  const verdicts: Record<string, Verdict> = {
    PodReadyToStartContainers: podIP && !ended ? yes : { status: 'False' },
    Initialized: initialized,
    Ready: containersReady,
    ContainersReady: containersReady,
    PodScheduled: yes,
  }
  const known = pod.status?.conditions ?? []
  const own = Object.entries(verdicts).map(([type, verdict]) => {
    const before = known.find(condition => condition.type === type)
    const lastTransitionTime = before?.status === verdict.status ? before.lastTransitionTime : timestamp(now)
    const generation = pod.metadata.generation
    return {
      type,
      ...(generation !== undefined && { observedGeneration: generation }),
      status: verdict.status,
      lastTransitionTime,
      ...(verdict.reason && { reason: verdict.reason }),
      ...(verdict.message && { message: verdict.message }),
    }
  })
  return [...own, ...known.filter(({ type }) => !(type in verdicts))]
}
