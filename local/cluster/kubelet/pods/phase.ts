import type { ContainerStatus, Pod } from '../../client/types.ts'

type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

/** The phase that follows from the states of a pod's containers. */
export function podPhase(
  pod: Pod,
  init: ContainerStatus[],
  main: ContainerStatus[],
  { initializing, terminal }: { initializing: boolean; terminal: boolean },
): Phase {
  const policy = pod.spec.restartPolicy ?? 'Always'
  const failed = (status: ContainerStatus) => (ended(status)?.exitCode ?? 0) !== 0
  if (initializing && policy === 'Never' && init.some(status => status.state?.terminated && failed(status))) {
    return 'Failed'
  }
  if (!terminal && main.some(status => !status.state?.running && !ended(status))) return 'Pending'
  if (main.some(status => status.state?.running)) return 'Running'
  const exits = main.map(ended)
  const succeeded = exits.every(exit => exit?.exitCode === 0)
  if (terminal) return succeeded ? 'Succeeded' : 'Failed'
  if (policy === 'Always') return 'Running'
  if (succeeded) return 'Succeeded'
  return policy === 'Never' ? 'Failed' : 'Running'
}

/** How a container ended, also while it waits for its next life. */
function ended(status: ContainerStatus) {
  return status.state?.terminated ?? (status.state?.waiting ? status.lastState?.terminated : undefined)
}
