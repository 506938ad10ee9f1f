import { readFile } from 'node:fs/promises'
import { type ModelServer, startModelServer } from '@chat-demo/openai'
import { parse, parseAllDocuments } from 'yaml'
import { ChatClient } from './chat-client.ts'
import { type Bundle, bundleService, type ServiceProcess, startProcess } from './process.ts'
import { createDatabase, createPath, createVhost, type Management, type Path } from './servers.ts'

export interface StackOptions {
  postgresUrl: string
  rabbitmqUrl: string
  management: Management
  /** Undefined: without telemetry. */
  agentUrl: string | undefined
  /** More for the frontend. */
  frontend?: Record<string, string>
}

/** Frontend, backend and worker as processes, started and set as the manifests do it. */
export interface TracedStack {
  chat: ChatClient
  frontendUrl: string
  databaseUrl: string
  /** The backend's way to RabbitMQ. */
  broker: Path
  frontend: ServiceProcess
  backend: ServiceProcess
  worker: ServiceProcess
  /** May be called again. */
  stop(): Promise<void>
}

export async function startTracedStack(options: StackOptions): Promise<TracedStack> {
  const { management, agentUrl } = options
  const services = ['frontend', 'backend', 'worker', 'telemetry bootstrap'] as const
  const bundles = await Promise.all(services.map(bundleService))
  const [frontendFile, backendFile, workerFile, bootstrap] = bundles.map(({ file }: Bundle) => file)
  const settings = agentUrl === undefined ? {} : { ...(await deployedSettings()), DD_TRACE_AGENT_URL: agentUrl }
  const databaseUrl = await createDatabase(options.postgresUrl)
  const { url: amqpUrl } = await createVhost(options.rabbitmqUrl, management)
  const broker = await createPath(amqpUrl)
  const model: ModelServer = await startModelServer({ goodKeys: ['sk-good'] })

  const start = async (service: string, file: string | undefined, environment: Record<string, string>) => {
    const identity = { DD_SERVICE: service, DD_ENV: 'chat-demo', DD_VERSION: 'test' }
    const preload = agentUrl === undefined ? undefined : bootstrap
    const heap = await deployedVariable(service, 'NODE_OPTIONS')
    return startProcess(file ?? '', { ...settings, ...identity, NODE_OPTIONS: heap, ...environment }, preload)
  }
  const backend = await start('backend', backendFile, {
    DATABASE_URL: databaseUrl,
    AMQP_URL: broker.url,
    OUTBOX_SWEEP_AFTER_MS: '500',
  })
  const worker = await start('worker', workerFile, {
    DATABASE_URL: databaseUrl,
    AMQP_URL: amqpUrl,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'sk-good',
    OPENAI_MODEL: 'gpt-4.1-nano',
  })
  const frontend = await start('frontend', frontendFile, {
    BACKEND_URL: await backend.url,
    ALLOWED_HOSTS: '127.0.0.1',
    ...options.frontend,
  })
  const processes = [frontend, backend, worker]
  const [frontendUrl] = await Promise.all(processes.map(({ url }) => url))
  await Promise.all([ready(backend), ready(worker)])
  let stopped: Promise<void> | undefined
  return {
    chat: new ChatClient(frontendUrl ?? ''),
    frontendUrl: frontendUrl ?? '',
    databaseUrl,
    broker,
    frontend,
    backend,
    worker,
    stop: () => {
      stopped ??= (async () => {
        for (const { child } of processes) child.kill('SIGTERM')
        await Promise.all(processes.map(({ exited }) => exited))
        await Promise.all([model.close(), broker.close(), ...bundles.map(bundle => bundle.remove())])
      })()
      return stopped
    },
  }
}

const manifests = new URL('../../../k8s/base/', import.meta.url)

/** The ConfigMap that the services' environment comes from. */
async function deployedSettings(): Promise<Record<string, string>> {
  const { data } = parse(await readFile(new URL('telemetry.yaml', manifests), 'utf8')) as {
    data: Record<string, string>
  }
  return data
}

interface Workload {
  kind: string
  spec: { template: { spec: { containers: { env: { name: string; value?: string }[] }[] } } }
}

/** A variable of a service's container as its manifest sets it. */
async function deployedVariable(service: string, name: string): Promise<string> {
  const documents = parseAllDocuments(await readFile(new URL(`${service}.yaml`, manifests), 'utf8'))
  const deployment = documents.map(document => document.toJS() as Workload).find(({ kind }) => kind === 'Deployment')
  const value = deployment?.spec.template.spec.containers[0]?.env.find(variable => variable.name === name)?.value
  if (value === undefined) throw new Error(`the manifest of ${service} sets no ${name}`)
  return value
}

/** Resolves when a service serves and is connected to its neighbours. */
async function ready({ url }: ServiceProcess): Promise<void> {
  const address = `${await url}/readyz`
  for (;;) {
    const response = await fetch(address)
    const { dependencies } = (await response.json()) as { dependencies: Record<string, { ok: boolean }> }
    if (response.ok && Object.values(dependencies).every(({ ok }) => ok)) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
