import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type ModelServer, startModelServer } from '@chat-demo/openai'
import { parse } from 'yaml'
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

  const start = (service: string, file: string | undefined, environment: Record<string, string>) => {
    const identity = { DD_SERVICE: service, DD_ENV: 'chat-demo', DD_VERSION: 'test' }
    const preload = agentUrl === undefined ? undefined : bootstrap
    return startProcess(file ?? '', { ...settings, ...identity, ...environment }, preload)
  }
  const backend = start('backend', backendFile, {
    DATABASE_URL: databaseUrl,
    AMQP_URL: broker.url,
    OUTBOX_SWEEP_AFTER_MS: '500',
  })
  const worker = start('worker', workerFile, {
    DATABASE_URL: databaseUrl,
    AMQP_URL: amqpUrl,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'sk-good',
    OPENAI_MODEL: 'gpt-4.1-nano',
  })
  const frontend = start('frontend', frontendFile, {
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

/** The ConfigMap that the services' environment comes from. */
async function deployedSettings(): Promise<Record<string, string>> {
  const file = fileURLToPath(new URL('../../../k8s/base/telemetry.yaml', import.meta.url))
  const { data } = parse(await readFile(file, 'utf8')) as { data: Record<string, string> }
  return data
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
