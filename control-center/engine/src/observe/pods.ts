import type { SignalPromise } from '../scenario/promises.ts'
import type { PodSample } from './sample.ts'

type PodPromise = Extract<SignalPromise, { pod: unknown }>['pod']

/** A look at a promised signal. `seen` is null when the platform could not be asked. */
export interface Finding {
  seen: boolean | null
  found: string
}

/** Kubelet and control center may differ a little in what time it is. */
const SLACK_MS = 2_000

/** Are the pods of a Deployment as promised? What happened before the injection does not count. */
export function lookAtPods(
  { deployment, state, afterSeconds = 0 }: PodPromise,
  all: readonly PodSample[],
  injectedAt: number,
  now: number,
): Finding {
  const pods = all.filter(pod => pod.workload === deployment)
  const words = pods.length === 0 ? `no ${deployment} pod` : pods.map(inWords).join(', ')
  if (now - injectedAt < afterSeconds * 1000) return { seen: false, found: words }
  const since = (at: number | undefined) => at !== undefined && at >= injectedAt - SLACK_MS
  const some = (test: (pod: PodSample) => boolean): Finding => {
    const pod = pods.find(test)
    return pod ? { seen: true, found: inWords(pod) } : { seen: false, found: words }
  }
  switch (state) {
    case 'oom-killed':
      return some(({ lastEnd }) => lastEnd?.reason === 'OOMKilled' && since(lastEnd.at))
    case 'restarted':
      return some(({ restarts, lastEnd }) => restarts > 0 && since(lastEnd?.at))
    case 'crash-loop':
      return some(({ status }) => status === 'CrashLoopBackOff')
    case 'image-error':
      return some(({ status }) => /^(ErrImagePull|ImagePullBackOff|InvalidImageName)$/.test(status))
    case 'not-ready':
      return some(({ status, ready }) => status === 'Running' && !ready)
    case 'second-version': {
      const versions = new Set(pods.flatMap(({ ready, version }) => (ready && version !== null ? [version] : [])))
      return { seen: versions.size > 1, found: `versions ready: ${[...versions].join(' and ') || 'none'}` }
    }
    case 'ready': {
      const ready = pods.filter(pod => pod.ready && !(pod.restarts > 0 && since(pod.lastEnd?.at)))
      return { seen: ready.length > 0, found: words }
    }
  }
}

function inWords({ name, status, ready, restarts, lastEnd }: PodSample): string {
  const state = status === 'Running' && !ready ? 'Running and not ready' : status
  const times = restarts > 0 ? `, ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}` : ''
  const end = lastEnd ? `, last end ${lastEnd.reason} ${lastEnd.exitCode}` : ''
  return `${name} ${state}${times}${end}`
}
