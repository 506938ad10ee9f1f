import { spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import type { KubernetesObject } from '@kubernetes/client-node'
import { serviceAccountToken } from '../cluster/apply.ts'
import { writeKubeconfig } from '../cluster/kubeconfig.ts'
import { clusterFolder, nodeFolder, nodeName, type RunningCluster } from '../cluster/start-cluster.ts'
import { answers } from '../health.ts'
import { nodePart } from '../parts.ts'
import { localFolder, logFolder } from '../run-file.ts'
import { StepError } from '../steps.ts'
import type { Supervisor } from '../supervisor.ts'
import type { DatadogPlatform } from './platform.ts'

const account = 'datadog-agent'
const program = 'local/datadog/dist/main.js'

/** Whether an object of the manifests has to be there before the agent can look at the cluster. */
export const isForAgent = ({ kind, metadata }: KubernetesObject) => kind === 'Namespace' || metadata?.name === account

/** Starts the stand-in: agent, intakes and API in one process, with an account of its own in the cluster. */
export async function startStandIn(
  supervisor: Supervisor,
  platform: DatadogPlatform,
  cluster: RunningCluster,
  namespace: string,
  checkEnvironment: Record<string, string>,
): Promise<void> {
  const kubeconfig = path.join(clusterFolder, `${account}.kubeconfig`)
  const token = await serviceAccountToken(cluster.config, namespace, account)
  writeKubeconfig(kubeconfig, { server: cluster.server, ca: cluster.ca, user: account, token, namespace })
  const folder = path.join(localFolder, 'datadog')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { apiUrl, agent, apiKey, appKey, site } = platform
  supervisor.start(
    nodePart(
      'datadog',
      program,
      {
        HOST: '127.0.0.1',
        API_PORT: new URL(apiUrl).port,
        AGENT_PORT: new URL(agent.traceUrl).port,
        DOGSTATSD_PORT: String(agent.dogstatsdPort),
        DATA_DIR: folder,
        API_KEY: apiKey,
        APP_KEY: appKey,
        SITE: site,
        KUBECONFIG: kubeconfig,
        POD_LOGS_DIR: path.join(nodeFolder, 'pods'),
        NODE_NAME: nodeName,
        CLUSTER_NAME: namespace,
        // One allocator arena per thread costs DuckDB's process some 55 MB and gains nothing on two cores.
        MALLOC_ARENA_MAX: '2',
        ...Object.fromEntries(Object.entries(checkEnvironment).map(([name, value]) => [`CHECK_ENV_${name}`, value])),
      },
      3000,
    ),
  )
  await supervisor.until('datadog', () => answers(`${apiUrl}/healthz`), 30_000)
}

/**
 * Applies dashboards, monitors, SLOs and synthetics to the stand-in, as `npm run datadog -- apply` does to an account.
 * @throws StepError with the command's log when it fails.
 */
export async function applyDefinitions(platform: DatadogPlatform, chatUrl: string): Promise<void> {
  const script = 'datadog/dist/main.js'
  const log = path.join(logFolder, 'datadog-apply.log')
  const output = openSync(log, 'a', 0o600)
  const part = nodePart(
    'datadog-apply',
    script,
    {
      DATADOG_API_URL: platform.apiUrl,
      DD_API_KEY: platform.apiKey,
      DD_APP_KEY: platform.appKey,
      DD_SITE: platform.site,
      DD_ENV: platform.environment,
      CHAT_URL: chatUrl,
      SYNTHETICS_LOCATION: 'pl:this-machine',
    },
    0,
  )
  const child = spawn(part.command, [...part.args, 'apply'], { env: part.env, stdio: ['ignore', output, output] })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  if (code !== 0) throw new StepError(`The definitions could not be applied to ${platform.apiUrl}.`, { log })
}
