import { AppsV1Api, CoreV1Api, type KubeConfig, type V1Pod } from '@kubernetes/client-node'
import { StepError } from '../steps.ts'
import { reasonOf } from './apply.ts'

/** What keeps a pod from being ready, in Kubernetes' words; null when nothing does. */
export function podProblem(pod: V1Pod): string | null {
  for (const status of [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]) {
    const waiting = status.state?.waiting
    const last = status.lastState?.terminated
    if (waiting?.reason && waiting.reason !== 'ContainerCreating' && waiting.reason !== 'PodInitializing') {
      const exit = last ? ` (last exit ${last.exitCode}${last.reason ? `, ${last.reason}` : ''})` : ''
      return `${pod.metadata?.name}: ${waiting.reason}${exit}${waiting.message ? `: ${waiting.message}` : ''}`
    }
  }
  return null
}

/** Whether a pod is in a state that does not pass by waiting: no image, no configuration, or crash after crash. */
export function isHopeless(pod: V1Pod): boolean {
  return (pod.status?.containerStatuses ?? []).some(({ restartCount, state }) => {
    const reason = state?.waiting?.reason ?? ''
    return (
      /ErrImagePull|ImagePullBackOff|CreateContainerConfigError|InvalidImageName/.test(reason) ||
      (reason === 'CrashLoopBackOff' && restartCount >= 2)
    )
  })
}

/**
 * Waits until a workload's pods are ready.
 * @throws StepError with what the pods say, and their last lines, when they are not in time.
 */
export async function untilReady(
  config: KubeConfig,
  namespace: string,
  kind: 'Deployment' | 'StatefulSet',
  name: string,
  withinMs: number,
  stopped: () => boolean,
): Promise<void> {
  const apps = config.makeApiClient(AppsV1Api)
  const core = config.makeApiClient(CoreV1Api)
  const deadline = Date.now() + withinMs
  for (;;) {
    const { spec, status } =
      kind === 'Deployment'
        ? await apps.readNamespacedDeployment({ name, namespace })
        : await apps.readNamespacedStatefulSet({ name, namespace })
    if ((status?.readyReplicas ?? 0) >= (spec?.replicas ?? 1)) return
    if (stopped()) throw new StepError('Stopped.')
    const pods = (await core.listNamespacedPod({ namespace, labelSelector: `app=${name}` })).items
    const problem = pods.map(podProblem).find(each => each !== null)
    if (Date.now() > deadline || pods.some(isHopeless)) {
      throw new StepError(
        [
          `${kind} ${name} is not ready${problem ? `: ${problem}` : ` after ${withinMs / 1000} s.`}`,
          await lastLines(core, namespace, pods[0]),
        ].join('\n'),
      )
    }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

async function lastLines(core: CoreV1Api, namespace: string, pod: V1Pod | undefined): Promise<string> {
  const name = pod?.metadata?.name
  if (!name) return 'It has no pod.'
  const read = (previous: boolean) => core.readNamespacedPodLog({ namespace, name, tailLines: 10, previous })
  try {
    const lines = (await read(false)) || (await read(true))
    return lines ? `Its last lines:\n${lines.trim()}` : 'It wrote no line.'
  } catch (error) {
    return `Its lines could not be read: ${reasonOf(error)}`
  }
}
