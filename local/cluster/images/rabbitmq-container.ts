import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import path from 'node:path'
import type { RabbitmqOptions } from './rabbitmq-server.ts'
import { type ServerProcess, serverProcess } from './server-process.ts'

/** The official image with the management plugin; `npm start` pulls it where no package of RabbitMQ can be installed. */
export const rabbitmqImage = 'docker.io/library/rabbitmq:3-management'

export type ContainerEngine = 'docker' | 'podman'
const engines: ContainerEngine[] = ['docker', 'podman']

const succeeds = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0

/** An engine whose daemon answers, or null. */
export function findContainerEngine(): ContainerEngine | null {
  return engines.find(engine => succeeds(engine, 'info')) ?? null
}

/** An engine that has the broker's image already, or null. */
export function findBrokerContainer(): ContainerEngine | null {
  const engine = findContainerEngine()
  return engine && succeeds(engine, 'image', 'inspect', rabbitmqImage) ? engine : null
}

/** One broker per data folder: whoever starts it again finds what a killed predecessor left under this name. */
export function containerName(dataDir: string): string {
  return `chat-demo-rabbitmq-${createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 12)}`
}

/**
 * What `docker run` is told: the broker's three ports published on `options.host` only, its data and configuration in
 * `options.dataDir`, as the user who owns that folder, so that it can be deleted without root's rights.
 */
export function containerArguments(
  options: Pick<RabbitmqOptions, 'host' | 'port' | 'managementPort' | 'prometheusPort' | 'dataDir' | 'definitionsFile'>,
  { engine, user }: { engine: ContainerEngine; user: string },
): string[] {
  const publish = (port: number) => ['--publish', `${options.host}:${port}:${port}`]
  const mount = (from: string, to: string, how = '') => ['--volume', `${from}:${to}${how}`]
  return [
    'run',
    '--rm',
    '--init',
    ...['--name', containerName(options.dataDir)],
    ...['--user', user],
    ...(engine === 'podman' ? ['--userns', 'keep-id'] : []),
    ...[options.port, options.managementPort, options.prometheusPort].flatMap(publish),
    ...mount(options.dataDir, '/var/lib/rabbitmq'),
    ...(options.definitionsFile ? mount(options.definitionsFile, options.definitionsFile, ':ro') : []),
    ...['--env', 'HOME=/var/lib/rabbitmq/home'],
    ...['--env', 'RABBITMQ_NODENAME=rabbit@localhost'],
    ...['--env', 'RABBITMQ_MNESIA_BASE=/var/lib/rabbitmq/mnesia'],
    ...['--env', 'RABBITMQ_CONFIG_FILE=/var/lib/rabbitmq/rabbitmq.conf'],
    ...['--env', 'RABBITMQ_ENABLED_PLUGINS_FILE=/var/lib/rabbitmq/enabled_plugins'],
    rabbitmqImage,
  ]
}

/** Starts the broker in a container; `rabbitmq.conf` and `enabled_plugins` are in the data folder already. */
export function runBrokerContainer(engine: ContainerEngine, options: RabbitmqOptions): ServerProcess {
  // A client that was killed leaves its container running: nobody else has this name.
  spawnSync(engine, ['rm', '--force', containerName(options.dataDir)], { stdio: 'ignore' })
  const user = `${process.getuid?.() ?? 1000}:${process.getgid?.() ?? 1000}`
  const child = spawn(engine, containerArguments(options, { engine, user }), {
    stdio: ['ignore', options.log, options.log],
  })
  // The client hands SIGTERM on to the broker and ends with it.
  return serverProcess(child, 'SIGTERM')
}
