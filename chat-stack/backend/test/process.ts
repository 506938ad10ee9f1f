import { type ChildProcess, spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const chatStack = fileURLToPath(new URL('../../', import.meta.url))

/** Our own packages from their sources, everything else from node_modules. */
const ownPackagesOnly: Plugin = {
  name: 'own-packages-only',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path: name }) =>
      name.startsWith('@chat-demo/') ? undefined : { external: true, path: name },
    )
  },
}

/** A service bundled as its build does it, so that it can be run, killed and told to stop as a process. */
export async function bundleService(service: 'backend' | 'worker'): Promise<{ file: string; remove(): Promise<void> }> {
  // Beside the real bundle, as data files are found from there.
  const file = path.join(chatStack, service, 'dist', `test-${process.pid}.mjs`)
  await build({
    entryPoints: [path.join(chatStack, service, 'src', 'main.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    plugins: [ownPackagesOnly],
    logLevel: 'error',
  })
  return { file, remove: () => rm(file, { force: true }) }
}

export interface ServiceProcess {
  child: ChildProcess
  /** What it logged, one parsed line each. */
  log: Record<string, unknown>[]
  /** Resolves with its base URL when it has logged it. */
  url: Promise<string>
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

export function startProcess(file: string, environment: Record<string, string>): ServiceProcess {
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const log: Record<string, unknown>[] = []
  let told: (url: string) => void = () => {}
  const url = new Promise<string>(resolve => {
    told = resolve
  })
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const entry = JSON.parse(line)
      log.push(entry)
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(String(entry.msg))?.[0] ?? entry.address
      if (typeof address === 'string') told(address)
    }
  })
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(resolve => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  return { child, log, url, exited }
}
