import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node'
import type { AgentAddresses } from '../datadog/agent.ts'
import { answersTls } from '../health.ts'
import type { LoopbackRanges } from '../loopback-ranges.ts'
import { imageTable, nodePart } from '../parts.ts'
import { freePort } from '../ports.ts'
import { localFolder } from '../run-file.ts'
import type { Supervisor } from '../supervisor.ts'
import { type ClusterAccess, writeKubeconfig } from './kubeconfig.ts'
import { newSecret } from './secrets.ts'

export const clusterFolder = path.join(localFolder, 'cluster')
/** The node's own folder: pods' directories, their logs, and the processes it started. */
export const nodeFolder = path.join(localFolder, 'node')

export const nodeName = 'local'

export interface RunningCluster {
  config: KubeConfig
  kubeconfig: string
  server: string
  ca: string
}

/** How long pods get to end before they are killed; Ctrl-C is promised to be over in 10 s. */
const podsStopWithinMs = 6000

/** Starts the API server and waits until it is ready. */
export async function startApiServer(
  supervisor: Supervisor,
  namespace: string,
  { serviceCidr }: LoopbackRanges,
  agent: AgentAddresses,
): Promise<RunningCluster> {
  mkdirSync(clusterFolder, { recursive: true, mode: 0o700 })
  const port = await freePort()
  const server = `https://127.0.0.1:${port}`
  const token = newSecret()
  const tokensFile = path.join(clusterFolder, 'tokens.json')
  writeFileSync(tokensFile, JSON.stringify([{ token, user: 'admin', groups: ['system:masters'] }]), { mode: 0o600 })
  supervisor.start(
    nodePart(
      'apiserver',
      'local/cluster/dist/apiserver/main.js',
      {
        HOST: '127.0.0.1',
        PORT: String(port),
        DATA_DIR: clusterFolder,
        TOKENS_FILE: tokensFile,
        SERVICE_CIDR: serviceCidr,
        DATADOG_AGENT_URL: agent.traceUrl,
        DATADOG_DOGSTATSD_PORT: String(agent.dogstatsdPort),
      },
      2000,
    ),
  )
  const caFile = path.join(clusterFolder, 'pki', 'ca.crt')
  await supervisor.until(
    'apiserver',
    async () => existsSync(caFile) && (await answersTls(`${server}/readyz`, readFileSync(caFile, 'utf8'), token)),
    30_000,
  )
  const ca = readFileSync(caFile, 'utf8')
  const kubeconfig = path.join(clusterFolder, 'kubeconfig')
  const access: ClusterAccess = { server, ca, user: 'admin', token, namespace }
  return { config: writeKubeconfig(kubeconfig, access), kubeconfig, server, ca }
}

/** Starts the node: controllers, kubelet and Service proxy. */
export function startNode(supervisor: Supervisor, { kubeconfig }: RunningCluster, { podCidr }: LoopbackRanges): void {
  mkdirSync(nodeFolder, { recursive: true })
  const imagesFile = path.join(clusterFolder, 'images.json')
  writeFileSync(imagesFile, JSON.stringify(imageTable(), null, 2), { mode: 0o600 })
  supervisor.start(
    nodePart(
      'node',
      'local/cluster/dist/node/main.js',
      {
        KUBECONFIG: kubeconfig,
        STATE_DIR: nodeFolder,
        NODE_NAME: nodeName,
        POD_CIDR: podCidr,
        IMAGES_FILE: imagesFile,
        KUBELET_TOKEN_FILE: path.join(clusterFolder, 'kubelet-token'),
        STOP_TIMEOUT_MS: String(podsStopWithinMs),
      },
      podsStopWithinMs + 1500,
    ),
  )
}
