import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { KubernetesObject } from '@kubernetes/client-node'
import { createAll, serviceAccountToken, serviceAddresses } from './cluster/apply.ts'
import { contextName, writeKubeconfig } from './cluster/kubeconfig.ts'
import { adapt, readManifests } from './cluster/manifests.ts'
import { type Credentials, newCredentials, newSecret, secrets } from './cluster/secrets.ts'
import { type RunningCluster, startApiServer, startNode } from './cluster/start-cluster.ts'
import { untilReady } from './cluster/wait.ts'
import { type DatadogPlatform, datadogPlatform } from './datadog/platform.ts'
import { createRumApplication } from './datadog/rum-application.ts'
import { applyDefinitions, isForAgent, startStandIn } from './datadog/start.ts'
import { answers } from './health.ts'
import { freshLoginLink } from './login-link.ts'
import { chooseRanges } from './loopback-ranges.ts'
import { openBrowser } from './open-browser.ts'
import type { StartOptions } from './options.ts'
import { nodePart } from './parts.ts'
import { freePort } from './ports.ts'
import { localFolder, type RunFile, root, writeRunFile } from './run-file.ts'
import { step } from './steps.ts'
import type { Supervisor } from './supervisor.ts'

const namespace = 'chat-demo'
const workloads: [kind: 'Deployment' | 'StatefulSet', name: string][] = [
  ['StatefulSet', 'postgres'],
  ['StatefulSet', 'rabbitmq'],
  ['Deployment', 'toxiproxy'],
  ['Deployment', 'backend'],
  ['Deployment', 'worker'],
  ['Deployment', 'frontend'],
  ['Deployment', 'traffic'],
  ['Deployment', 'chaos-reconciler'],
]

/** Starts every part in order and waits for each; the control center comes last, when all it shows is there. */
export async function bringUp(supervisor: Supervisor, options: StartOptions, stopped: () => boolean): Promise<void> {
  const credentials = newCredentials(options.model?.apiKey ?? null)
  const run: RunFile = { pid: process.pid, startedAt: new Date().toISOString(), starting: ['control-center'] }
  const ranges = await chooseRanges()
  const datadog = await datadogPlatform(options, process.env)
  const cluster = await step(
    'Kubernetes API',
    () => startApiServer(supervisor, namespace, ranges, datadog.agent),
    ({ server }) => server,
  )
  run.kubernetes = { kubeconfig: cluster.kubeconfig, context: contextName, namespace }
  const model = await step(
    'Model',
    () => startModel(supervisor, options, credentials),
    ({ baseUrl }) => baseUrl,
  )
  run.openai = { baseUrl: model.baseUrl, apiKey: options.model ? '' : credentials.openai.good }
  const manifests = () => manifestsOfThisMachine(model.baseUrl, options.chatPort, datadog)
  await step(
    'Datadog',
    async () => {
      await createAll(cluster.config, manifests().filter(isForAgent))
      if (!datadog.standIn) return
      const forChecks = { DATADOG_POSTGRES_PASSWORD: credentials.postgres.datadog.password }
      await startStandIn(supervisor, datadog, cluster, namespace, forChecks)
      Object.assign(datadog.rum, await createRumApplication(datadog))
    },
    () => datadog.apiUrl,
  )
  run.datadog = {
    apiUrl: datadog.apiUrl,
    agentUrl: datadog.agent.traceUrl,
    dogstatsdPort: datadog.agent.dogstatsdPort,
    apiKey: datadog.standIn ? datadog.apiKey : '',
    appKey: datadog.standIn ? datadog.appKey : '',
    site: datadog.site,
  }
  await step(
    'Manifests applied',
    () => applyManifests(cluster, credentials, manifests()),
    count => `${count} objects`,
  )
  startNode(supervisor, cluster, ranges)
  const address = await serviceAddresses(cluster.config, namespace)
  await Promise.all(
    workloads.map(([kind, name]) =>
      step(name, () => untilReady(cluster.config, namespace, kind, name, 120_000, stopped)),
    ),
  )
  const chatUrl = `http://localhost:${options.chatPort}`
  await step(
    'Chat',
    () => untilAnswers(`${chatUrl}/healthz`, stopped),
    () => chatUrl,
  )
  // Only now: monitors and checks from outside would take what still starts for an outage.
  if (datadog.standIn) await step('Dashboards, monitors, SLOs', () => applyDefinitions(datadog, chatUrl))
  const { postgres, rabbitmq } = credentials
  const login = ({ username, password }: { username: string; password: string }) => `${username}:${password}`
  run.frontend = { url: chatUrl }
  run.postgres = { url: `postgres://${login(postgres)}@${address('postgres')}/chat` }
  run.rabbitmq = {
    url: `amqp://${login(rabbitmq)}@${address('rabbitmq', 'amqp')}`,
    managementUrl: `http://${login(rabbitmq.monitoring)}@${address('rabbitmq', 'management')}`,
  }
  run.toxiproxy = { url: `http://${address('toxiproxy', 'api')}` }
  const token = newSecret()
  const url = `http://127.0.0.1:${options.controlCenterPort}`
  await step('Control center', async () => {
    const kubeconfig = path.join(localFolder, 'cluster', 'control-center.kubeconfig')
    writeKubeconfig(kubeconfig, {
      server: cluster.server,
      ca: cluster.ca,
      user: 'control-center',
      token: await serviceAccountToken(cluster.config, namespace, 'control-center'),
      namespace,
    })
    mkdirSync(path.join(localFolder, 'control-center'), { recursive: true, mode: 0o700 })
    supervisor.start(
      nodePart(
        'control-center',
        'control-center/dist/main.js',
        {
          HOST: '127.0.0.1',
          PORT: String(options.controlCenterPort),
          PUBLIC_ORIGIN: url,
          API_TOKEN: token,
          SESSION_STORE: path.join(localFolder, 'control-center', 'sessions.json'),
          AUDIT_LOG: path.join(localFolder, 'control-center', 'audit.jsonl'),
          KUBECONFIG: kubeconfig,
          KUBE_CONTEXT: contextName,
          KUBE_NAMESPACE: namespace,
          RABBITMQ_MANAGEMENT_URL: run.rabbitmq?.managementUrl ?? '',
          TOXIPROXY_URL: run.toxiproxy?.url ?? '',
          TRAFFIC_URL: `http://${address('traffic')}`,
          CHAT_URL: chatUrl,
          DATADOG_API_URL: datadog.apiUrl,
          DD_API_KEY: datadog.apiKey,
          DD_APP_KEY: datadog.appKey,
          DD_SITE: datadog.site,
          DD_ENV: datadog.environment,
          PLATFORM_LABELS: JSON.stringify({
            cluster: { name: 'this machine', kind: 'stand-in' },
            datadog: datadog.standIn
              ? { name: 'this machine', kind: 'stand-in', note: 'monitors evaluated every 15 s' }
              : { name: datadog.site, kind: 'real' },
            model: { name: model.name, kind: options.model ? 'real' : 'stand-in' },
          }),
        },
        3000,
      ),
    )
    await supervisor.until('control-center', () => answers(`${url}/healthz`), 60_000)
  })
  writeRunFile({ ...run, starting: [], controlCenter: { url, token } })
  const link = await freshLoginLink({ url, token })
  console.log(
    `\n  Control center   ${link}\n  Chat             ${chatUrl}\n\n  Ctrl-C stops everything. npm run open prints another login link.\n`,
  )
  if (options.open) openBrowser(link)
}

async function startModel(
  supervisor: Supervisor,
  { model }: StartOptions,
  { openai }: Credentials,
): Promise<{ baseUrl: string; name: string }> {
  const name = process.env.OPENAI_MODEL ?? 'gpt-4.1-mini'
  if (model) return { baseUrl: model.baseUrl, name }
  const port = await freePort()
  supervisor.start(
    nodePart(
      'openai',
      'local/openai/dist/main.js',
      {
        HOST: '127.0.0.1',
        PORT: String(port),
        GOOD_KEYS: openai.good,
        REVOKED_KEYS: openai.revoked,
        LIMITED_KEYS: openai.limited,
      },
      2000,
    ),
  )
  await supervisor.until('openai', () => answers(`http://127.0.0.1:${port}/healthz`), 30_000)
  return { baseUrl: `http://127.0.0.1:${port}/openai/v1`, name }
}

function manifestsOfThisMachine(modelUrl: string, chatPort: number, { rum, environment }: DatadogPlatform) {
  const model = { baseUrl: modelUrl, ...(process.env.OPENAI_MODEL ? { name: process.env.OPENAI_MODEL } : {}) }
  return adapt(readManifests(path.join(root, 'k8s', 'base')), namespace, { model, chatPort, rum, environment })
}

/** Creates what is not there yet for the agent's sake: Secrets first, then the manifests in their order. */
async function applyManifests(
  { config }: RunningCluster,
  credentials: Credentials,
  manifests: KubernetesObject[],
): Promise<number> {
  const all = [...secrets(credentials, namespace), ...manifests.filter(object => !isForAgent(object))]
  await createAll(config, all)
  return all.length
}

async function untilAnswers(url: string, stopped: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await answers(url))) {
    if (stopped() || Date.now() > deadline) throw new Error(`${url} does not answer.`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
