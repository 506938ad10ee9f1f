import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
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

export interface Bundle {
  file: string
  remove(): Promise<void>
}

const entries = {
  frontend: 'frontend/src/server/main.ts',
  backend: 'backend/src/main.ts',
  worker: 'worker/src/main.ts',
  'telemetry bootstrap': 'common/src/telemetry/bootstrap.ts',
}

/** A service bundled as its build does it, so that it can be run, killed and told to stop as a process. */
export async function bundleService(entry: keyof typeof entries): Promise<Bundle> {
  const source = entries[entry]
  // Beside the real bundle, as data files are found from there.
  const folder = path.join(chatStack, source.split('/', 1)[0] ?? '', 'dist')
  const name = `test-${process.pid}-${randomUUID()}`
  const { metafile } = await build({
    entryPoints: [path.join(chatStack, source)],
    outdir: folder,
    entryNames: name,
    chunkNames: `${name}-[hash]`,
    outExtension: { '.js': '.mjs' },
    metafile: true,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    plugins: [ownPackagesOnly],
    logLevel: 'error',
  })
  const files = Object.keys(metafile.outputs).map(output => path.resolve(output))
  const remove = async () => {
    await Promise.all(files.map(file => rm(file, { force: true })))
  }
  return { file: path.join(folder, `${name}.mjs`), remove }
}

export interface ServiceProcess {
  child: ChildProcess
  /** What it logged, one parsed line each. */
  log: Record<string, unknown>[]
  /** Resolves with its base URL when it has logged it. */
  url: Promise<string>
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** @param preload a module that Node loads first */
export function startProcess(file: string, environment: Record<string, string>, preload?: string): ServiceProcess {
  const flags = preload === undefined ? [] : ['--import', pathToFileURL(preload).href]
  const child = spawn(process.execPath, [...flags, file], {
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
