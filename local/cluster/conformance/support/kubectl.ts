import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, inject, onTestFinished } from 'vitest'
import { connection } from './cluster.ts'
import { quick } from './tags.ts'

export interface Ran {
  code: number | null
  out: string
  err: string
}

/** kubectl's cache of discovery, for one test file: another cluster may have answered on the same port before. */
const cache = mkdtempSync(join(tmpdir(), 'conformance-kubectl-'))
afterAll(() => rm(cache, { recursive: true, force: true }))

export const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0

/** Quick tests that need kubectl, and say so when they are skipped because it is not installed. */
export const kubectlSuite = (title: string, tests: () => void) =>
  hasKubectl ? quick(title, tests) : describe.skip(`${title} (skipped: kubectl is not installed)`, tests)

/** Runs kubectl against the suite's cluster; `input` goes to its standard input. */
export async function run(args: string[], input = '', kubeconfig = inject('kubeconfig')): Promise<Ran> {
  const child = spawn('kubectl', ['--kubeconfig', kubeconfig, ...args], {
    env: { PATH: process.env.PATH, KUBECACHEDIR: cache },
  })
  child.stdin.end(input)
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ])
  return { code, out, err }
}

/** kubectl with a token alone: a client certificate beside it would win. Call it inside a test. */
export async function kubectlAs(token: string): Promise<(args: string[]) => Promise<Ran>> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-kubectl-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const ca = Buffer.from(connection.ca).toString('base64')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'it', cluster: { server: connection.server, 'certificate-authority-data': ca } }],
    users: [{ name: 'it', user: { token } }],
    contexts: [{ name: 'it', context: { cluster: 'it', user: 'it' } }],
    'current-context': 'it',
  }
  const path = join(folder, 'kubeconfig')
  await writeFile(path, JSON.stringify(config), { mode: 0o600 })
  return args => run(args, '', path)
}

/** Runs kubectl in a namespace, and fails unless it exits with 0; returns what it printed. */
export const kubectlIn =
  (namespace: { name: string }) =>
  async (command: string, input?: string): Promise<string> => {
    const ran = await run(['-n', namespace.name, ...command.split(' ')], input)
    if (ran.code !== 0) throw new Error(`kubectl ${command} exited with ${ran.code}: ${ran.err}`)
    return ran.out
  }
