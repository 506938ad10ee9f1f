import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, openSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { eventually } from './eventually.ts'

export interface ProcessCluster {
  /** Path of a kubeconfig with the administrator's rights. */
  kubeconfig: string
  /** Ends both processes, waits for them, and removes their folder. */
  stop: () => Promise<void>
}

const clusterFolder = fileURLToPath(new URL('../..', import.meta.url))
const tool = fileURLToPath(new URL('../image/tool.mjs', import.meta.url))
const programs = {
  apiserver: join(clusterFolder, 'dist/apiserver/main.js'),
  node: join(clusterFolder, 'dist/node/main.js'),
}

/** Starts local/cluster's API server and node from their build. With CONFORMANCE_KEEP=1 the folder stays. */
export async function startProcessCluster(): Promise<ProcessCluster> {
  for (const program of Object.values(programs)) {
    if (!existsSync(program))
      throw new Error(`${program} is not there: run \`npm run build -w @chat-demo/cluster\` first`)
  }
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  const processes: Array<{ name: string; child: ChildProcess }> = []
  const start = (name: keyof typeof programs, env: Record<string, string>) => {
    const log = openSync(join(folder, `${name}.log`), 'a')
    const child = spawn(process.execPath, [programs[name]], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'info', ...env },
      stdio: ['ignore', log, log],
    })
    processes.push({ name, child })
    return child
  }
  const stop = async () => {
    for (const { child } of processes.reverse()) await end(child)
    if (process.env.CONFORMANCE_KEEP === '1') console.log(`conformance: kept ${folder}`)
    else await rm(folder, { recursive: true, force: true })
  }

  try {
    const port = await freePort()
    // Networks of its own: another process cluster may run on this machine with the default ones.
    const [pods, services] = [randomInt(130, 190), randomInt(190, 250)]
    const token = randomBytes(24).toString('base64url')
    const data = join(folder, 'apiserver')
    const tokens = [{ token, user: 'admin', uid: 'admin', groups: ['system:masters'] }]
    await writeFile(join(folder, 'tokens.json'), JSON.stringify(tokens), { mode: 0o600 })
    const apiserver = start('apiserver', {
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: data,
      TOKENS_FILE: join(folder, 'tokens.json'),
      SERVICE_CIDR: `127.${services}.0.0/16`,
    })
    const ca = await eventually(() => alive(apiserver, () => readFile(join(data, 'pki/ca.crt'), 'utf8')))
    await eventually(() => alive(apiserver, async () => wants(await get(port, ca, '/readyz'), 'ok')))

    const kubeconfig = join(folder, 'kubeconfig')
    await writeFile(kubeconfig, kubeconfigFor(`https://127.0.0.1:${port}`, ca, token), { mode: 0o600 })
    const images = ['1', '2'].map(tag => ({
      name: 'localhost/chat-demo/conformance',
      tags: [tag],
      command: [process.execPath, tool],
    }))
    await writeFile(join(folder, 'images.json'), JSON.stringify({ images }))
    const node = start('node', {
      KUBECONFIG: kubeconfig,
      KUBELET_TOKEN_FILE: join(data, 'kubelet-token'),
      STATE_DIR: join(folder, 'node'),
      NODE_NAME: 'local',
      IMAGES_FILE: join(folder, 'images.json'),
      POD_CIDR: `127.${pods}.0.0/16`,
      // Every test deletes its pods; what is left at the end is ended within vitest's own time limit.
      STOP_TIMEOUT_MS: '3000',
    })
    const isReady = /"type":"Ready","status":"True"|"status":"True","type":"Ready"/
    await eventually(() => alive(node, async () => wants(await get(port, ca, '/api/v1/nodes/local', token), isReady)))
    return { kubeconfig, stop }
  } catch (error) {
    const logs = processes.map(({ name }) => `${name}: ${readFileSync(join(folder, `${name}.log`), 'utf8')}`)
    await stop()
    throw new Error(`The process cluster did not start.\n${logs.join('\n')}`, { cause: error })
  }
}

async function alive<T>(child: ChildProcess, check: () => Promise<T>): Promise<T> {
  if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with code ${child.exitCode}`)
  return check()
}

function wants(text: string, found: string | RegExp): void {
  if (!text.match(found)) throw new Error(`wanted ${found}, the answer is ${text.slice(0, 2000)}`)
}

function get(port: number, ca: string, path: string, token?: string): Promise<string> {
  const headers = token ? { authorization: `Bearer ${token}` } : {}
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, ca, headers, agent: false }, response => {
      text(response).then(resolve, reject)
    })
    outgoing.once('error', reject).end()
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exited
  clearTimeout(force)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a listening TCP server has a port')
  return address.port
}

function kubeconfigFor(server: string, ca: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'local', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'local', context: { cluster: 'local', user: 'admin' } }],
    'current-context': 'local',
  })
}
