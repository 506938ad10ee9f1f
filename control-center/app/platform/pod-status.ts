import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node'

const terminalPhases = new Set(['Succeeded', 'Failed'])

/** The STATUS column of `kubectl get pods`, by the rules of the API server's own table printer. */
export function podStatus(pod: V1Pod): string {
  const { status, metadata } = pod
  const phase = status?.phase ?? 'Unknown'
  let word = status?.reason || phase
  if (status?.conditions?.some(one => one.type === 'PodScheduled' && one.reason === 'SchedulingGated'))
    word = 'SchedulingGated'

  const init = initStatus(pod)
  if (init !== null) word = init
  else word = containersStatus(pod, word)

  if (!metadata?.deletionTimestamp) return word
  if (status?.reason === 'NodeLost') return 'Unknown'
  return terminalPhases.has(phase) ? word : 'Terminating'
}

/** The word while init containers are at work, null when they are through. */
function initStatus(pod: V1Pod): string | null {
  const specs = pod.spec?.initContainers ?? []
  const done = pod.status?.conditions?.some(one => one.type === 'Initialized' && one.status === 'True') ?? false
  for (const [index, one] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const sidecar = specs.find(spec => spec.name === one.name)?.restartPolicy === 'Always'
    const { terminated, waiting } = one.state ?? {}
    if (terminated?.exitCode === 0 || (sidecar && one.started)) continue
    if (done) return null
    if (terminated) return `Init:${terminated.reason || ended(terminated)}`
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`
    return `Init:${index}/${specs.length}`
  }
  return null
}

const ended = ({ signal, exitCode }: { signal?: number; exitCode: number }) =>
  signal ? `Signal:${signal}` : `ExitCode:${exitCode}`

function containersStatus(pod: V1Pod, before: string): string {
  let word = before
  let running = false
  // The first container that has something to say wins, as there.
  for (const one of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    const { waiting, terminated } = one.state ?? {}
    if (waiting?.reason) word = waiting.reason
    else if (terminated) word = terminated.reason || ended(terminated)
    else if (one.ready && one.state?.running) running = true
  }
  if (word !== 'Completed' || !running) return word
  const ready = pod.status?.conditions?.some(one => one.type === 'Ready' && one.status === 'True')
  return ready ? 'Running' : 'NotReady'
}

/** Seconds of a Go duration such as `1m20s`; null when the text has none. */
export function goSeconds(text: string): number | null {
  const match = /\b(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)\b/.exec(text)
  if (!match) return null
  return Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3])
}

/**
 * Seconds until the kubelet starts the container again, counted from its last end; null when it is not waiting
 * in CrashLoopBackOff.
 */
export function backOffSeconds(status: V1ContainerStatus, now: number): number | null {
  const waiting = status.state?.waiting
  if (waiting?.reason !== 'CrashLoopBackOff') return null
  const wait = goSeconds(waiting.message ?? '')
  const finishedAt = status.lastState?.terminated?.finishedAt
  if (wait === null || !finishedAt) return null
  return Math.max(0, Math.ceil((new Date(finishedAt).getTime() + wait * 1000 - now) / 1000))
}
