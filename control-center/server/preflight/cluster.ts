import { type Cluster, clusterErrorFrom, KubernetesCluster, type Right } from '@chat-demo/engine'
import { type Finding, fails, fine, type Look, look } from '@chat-demo/engine/preflight'
import {
  createConfiguration,
  type RequestContext,
  type ResponseContext,
  ServerConfiguration,
  VersionApi,
} from '@kubernetes/client-node'
import type { PreflightOptions } from './preflight.ts'

const TIMEOUT_MS = 8_000

/** Looks at the cluster itself: there, ours to change, and with our time. */
export function clusterLooks(options: PreflightOptions): Look[] {
  const { platform, labels, clock } = options
  const { config, namespace } = platform
  const otherwise = 'See whether the cluster runs (npm run status), and whether the kubeconfig is right'
  const asked = once(() => version(options))
  return [
    {
      id: 'cluster',
      group: 'platforms',
      title: 'Cluster',
      otherwise,
      take: async () => fine(`${labels.cluster.name}, Kubernetes ${(await asked()).version}, namespace ${namespace}`),
    },
    {
      id: 'rights',
      group: 'platforms',
      title: 'Rights in the cluster',
      otherwise,
      take: async () => {
        const cluster: Cluster = new KubernetesCluster({ config, namespace, clock })
        const rights = rightsFor(platform.engine.scenarios().map(scenario => scenario.target))
        return judgeRights(rights, await cluster.missingRights(rights))
      },
    },
    {
      id: 'clock',
      group: 'stage',
      title: 'Clocks',
      otherwise,
      take: async () => judgeClock((await asked()).aheadMs),
    },
  ]
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => {
    made ??= make()
    return made
  }
}

/** The server's version, and how far its clock is ahead of ours; null when it does not say. */
async function version({ platform, clock }: PreflightOptions): Promise<{ version: string; aheadMs: number | null }> {
  const cluster = platform.config.getCurrentCluster()
  if (!cluster) throw new Error('the kubeconfig names no cluster')
  let date: string | undefined
  const dated = {
    pre: async (context: RequestContext) => {
      context.setSignal(AbortSignal.timeout(TIMEOUT_MS))
      return context
    },
    post: async (context: ResponseContext) => {
      date = context.headers.date
      return context
    },
  }
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(cluster.server, {}),
    authMethods: { default: platform.config },
    promiseMiddleware: [dated],
  })
  const began = clock.now()
  try {
    const { gitVersion } = await new VersionApi(configuration).getCode()
    const theirs = date === undefined ? Number.NaN : Date.parse(date)
    // The header has whole seconds: half of one is added. It was written halfway between asking and the answer.
    const aheadMs = Number.isNaN(theirs) ? null : theirs + 500 - (began + clock.now()) / 2
    return { version: gitVersion.replace(/^v/, ''), aheadMs }
  } catch (error) {
    throw clusterErrorFrom(error)
  }
}

/** What the control center needs before it changes anything. */
function rightsFor(targets: readonly string[]): Right[] {
  const names = [...new Set(targets.map(target => target.replace(/^deployment\//, '')))]
  return [
    ...names.map(name => ({ verb: 'patch', group: 'apps', resource: 'deployments', name })),
    { verb: 'list', group: 'apps', resource: 'deployments' },
    { verb: 'list', group: 'apps', resource: 'statefulsets' },
    { verb: 'list', group: '', resource: 'pods' },
    { verb: 'list', group: '', resource: 'events' },
    { verb: 'get', group: '', resource: 'pods/log' },
    { verb: 'patch', group: '', resource: 'configmaps', name: 'chaos-runs' },
  ]
}

export function judgeRights(wanted: readonly Right[], missing: readonly Right[]): Finding {
  if (missing.length === 0) return fine(`${wanted.length} of ${wanted.length} rights are there`)
  const words = missing.map(({ verb, resource, name }) => `${verb} ${resource}${name ? `/${name}` : ''}`).join(', ')
  return fails(`missing: ${words}`, 'Apply k8s/base again: its Role control-center grants them')
}

const WORTH_A_LOOK_MS = 2_000
const MISLEADING_MS = 10_000

/** Seconds of evidence are differences of two clocks. */
export function judgeClock(aheadMs: number | null): Finding {
  if (aheadMs === null) return look('the cluster does not tell its time', 'Compare the clocks by hand')
  const words = `the cluster is ${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine`
  const todo = 'Turn on NTP here and on the nodes'
  if (Math.abs(aheadMs) > MISLEADING_MS) return fails(`${words}: measured seconds would be wrong`, todo)
  return Math.abs(aheadMs) > WORTH_A_LOOK_MS ? look(words, todo) : fine('the cluster and this machine agree')
}
