import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { systemClock } from '../client/clock.ts'
import { Cluster } from '../client/cluster.ts'
import { HttpApiClient } from '../client/http-client.ts'
import { isConnectionFailure } from '../client/informer.ts'
import { loadKubeconfig } from '../client/kubeconfig.ts'
import { controllerManager } from '../controllers/manager.ts'
import { ImageTable } from '../kubelet/images/table.ts'
import { Kubelet } from '../kubelet/kubelet.ts'
import { LoopbackAddresses, SharedLoopback } from '../kubelet/pods/addresses.ts'
import { ProcessSupervisor } from '../kubelet/processes/supervisor.ts'
import { ServiceProxy } from '../proxy/proxy.ts'
import type { NodeEnvironment } from './environment.ts'

/** The Kubernetes version whose behaviour is followed. */
const VERSION = 'v1.34.0'
const HOST_IP = '127.0.0.1'

export interface RunningNode {
  /** Ends all pods in order within that time, then everything else. */
  stop(timeoutMs: number): Promise<void>
}

/** Starts controllers, Service proxy and kubelet, in one process, against the API server of the kubeconfig. */
export async function startNode(environment: NodeEnvironment, log: Logger): Promise<RunningNode> {
  const access = loadKubeconfig(environment.KUBECONFIG)
  const images = new ImageTable(environment.IMAGES_FILE)
  const ownAddresses = environment.LOOPBACK === 'own'
  const supervisor = new ProcessSupervisor({
    directory: join(environment.STATE_DIR, 'processes'),
    log,
    procfs: existsSync('/proc/self/stat'),
  })
  await supervisor.endLeftOvers()

  const client = new HttpApiClient(access, `chat-demo-node/${VERSION}`)
  const cluster = new Cluster({
    client,
    clock: systemClock,
    onInformerError: (kind, error) => {
      const level = isConnectionFailure(error) ? 'debug' : 'warn'
      log[level]({ kind, err: error }, 'a watch was interrupted; it goes on')
    },
  })
  const controllers = controllerManager({ cluster, log })
  const proxy = new ServiceProxy({
    cluster,
    log,
    ownAddresses,
    apiServer: access.server,
    onAddress: () => kubelet.sourcesChanged(),
  })
  const podIPs = () =>
    new Set(
      cluster
        .informer('Pod')
        .list()
        .flatMap(({ status }) => status?.podIP ?? []),
    )
  const kubelet: Kubelet = new Kubelet({
    cluster,
    log,
    nodeName: environment.NODE_NAME,
    hostIP: HOST_IP,
    version: VERSION,
    stateDirectory: environment.STATE_DIR,
    images,
    network: ownAddresses ? new LoopbackAddresses(environment.POD_CIDR, podIPs) : new SharedLoopback(),
    supervisor,
    addressOf: service => proxy.addressOf(service),
    kubeletTokenFile: environment.KUBELET_TOKEN_FILE,
  })
  await cluster.start()
  await kubelet.start()
  controllers.start()

  return {
    async stop(timeoutMs) {
      // First the controllers, so that nothing replaces the pods that end; the proxy last, since pods drain through it.
      await controllers.stop()
      await kubelet.stop(timeoutMs)
      await proxy.stop()
      await cluster.stop()
      supervisor.stop()
      client.close()
    },
  }
}
