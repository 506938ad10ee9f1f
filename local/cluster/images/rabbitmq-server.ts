import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { findEpmd, findRabbitmq } from './find-rabbitmq.ts'
import { findBrokerContainer, runBrokerContainer } from './rabbitmq-container.ts'
import { type ServerProcess, serverProcess } from './server-process.ts'

export interface RabbitmqOptions {
  host: string
  port: number
  managementPort: number
  prometheusPort: number
  dataDir: string
  /** The first user; not made when `definitionsFile` brings users. */
  user?: string | undefined
  password?: string | undefined
  /** A folder with `rabbitmq.conf`, read before the settings of this start. */
  configDir?: string | undefined
  /** Users, vhosts and permissions in RabbitMQ's own export format. */
  definitionsFile?: string | undefined
  log: 'inherit' | 'ignore'
}

/** The settings of this start: the manifest's own file first, then what only the pod knows; the last one of a name counts. */
export function rabbitmqSettings(options: RabbitmqOptions, manifest: string): string {
  const settings = [
    `listeners.tcp.1 = ${options.host}:${options.port}`,
    `management.tcp.ip = ${options.host}`,
    `management.tcp.port = ${options.managementPort}`,
    `prometheus.tcp.ip = ${options.host}`,
    `prometheus.tcp.port = ${options.prometheusPort}`,
    'log.console = true',
    'log.file = false',
    ...(options.definitionsFile ? [`load_definitions = ${options.definitionsFile}`] : []),
    ...(options.user && options.password
      ? [`default_user = ${options.user}`, `default_pass = ${options.password}`]
      : []),
  ]
  const names = new Set(settings.map(line => line.split(' ')[0]))
  const kept = manifest.split('\n').filter(line => !names.has(line.trim().split(/\s*=/)[0]))
  return `${[...kept, ...settings].join('\n').trim()}\n`
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer()
          server.once('error', reject)
          server.listen(0, '127.0.0.1', () => resolve(server))
        }),
    ),
  )
  const ports = servers.map(server => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('A free port could not be found on 127.0.0.1.')
    return address.port
  })
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}

/**
 * Starts RabbitMQ with its management plugin on `host`: the program on this machine, or else the official image in a
 * container.
 * @throws Error when neither is on this machine.
 */
export async function startRabbitmqServer(options: RabbitmqOptions): Promise<ServerProcess> {
  const program = findRabbitmq()
  if (program) return runBroker(program, options)
  const engine = findBrokerContainer()
  if (!engine)
    throw new Error('No rabbitmq-server on this machine. Install RabbitMQ 3.10 or newer, or let npm start do it.')
  // Within the container the broker listens everywhere; what is published decides who reaches it.
  await prepareFolder(options, '0.0.0.0')
  return runBrokerContainer(engine, options)
}

/** Writes the settings into the data folder. */
async function prepareFolder(options: RabbitmqOptions, host: string): Promise<void> {
  const at = (name: string) => path.join(options.dataDir, name)
  await mkdir(at('home'), { recursive: true, mode: 0o700 })
  const manifest = options.configDir ? await readFile(path.join(options.configDir, 'rabbitmq.conf'), 'utf8') : ''
  await writeFile(at('rabbitmq.conf'), rabbitmqSettings({ ...options, host }, manifest), { mode: 0o600 })
  await writeFile(at('enabled_plugins'), '[rabbitmq_management,rabbitmq_prometheus].\n')
}

/**
 * Everything of Erlang's own (port mapper, distribution) is on 127.0.0.1 and on free ports, so that any other broker of
 * this machine is left alone.
 */
async function runBroker(program: string, options: RabbitmqOptions): Promise<ServerProcess> {
  const epmd = findEpmd()
  if (!epmd) throw new Error('rabbitmq-server is here, but Erlang’s epmd is not in the PATH.')
  const [epmdPort, distPort] = await freePorts(2)
  const at = (...names: string[]) => path.join(options.dataDir, ...names)
  await prepareFolder(options, options.host)
  const { PATH, LANG } = process.env
  const env = {
    PATH: `${path.dirname(epmd)}${path.delimiter}${PATH ?? ''}`,
    LANG: LANG ?? 'C.UTF-8',
    HOME: at('home'),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(epmdPort),
    ERL_MAX_PORTS: '4096',
    RABBITMQ_NODENAME: 'rabbit@localhost',
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: at('mnesia'),
    RABBITMQ_LOG_BASE: at('log'),
    RABBITMQ_CONFIG_FILE: at('rabbitmq.conf'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_ENABLED_PLUGINS_FILE: at('enabled_plugins'),
    // Idle schedulers that spin would take a core from the demo.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none',
  }
  // A child, not the daemon that the node would start by itself: it ends with this process tree.
  const mapper = spawn(epmd, ['-port', String(epmdPort), '-address', '127.0.0.1'], { env, stdio: 'ignore' })
  const mapperEnded = new Promise<void>((resolve, reject) => {
    mapper.once('error', reject)
    mapper.once('exit', () => resolve())
  })
  const child = spawn(program, [], { env, stdio: ['ignore', options.log, options.log], cwd: options.dataDir })
  return serverProcess(child, 'SIGTERM', async () => {
    mapper.kill('SIGTERM')
    await mapperEnded
  })
}
