import { createHash, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { openStore, type StoreOptions } from './duckdb-store.ts'
import type { Store } from './store.ts'

const here = dirname(fileURLToPath(import.meta.url))
/** Below the workspace, so that the bundle finds the packages that it imports. */
const cache = join(here, '../node_modules/.cache/bundles')

let worker: Promise<URL> | undefined

/** Tests run from the sources, but threads and child processes of Node take no TypeScript: bundles an entry for them. */
export async function bundleForTest(entry: URL): Promise<URL> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    write: false,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  })
  const text = outputFiles.map(file => file.text).join('')
  const file = join(cache, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.mjs`)
  // Several test processes may do this at once: the name says the content, and a rename is atomic.
  const draft = `${file}.${randomUUID()}`
  await mkdir(cache, { recursive: true })
  await writeFile(draft, text)
  await rename(draft, file)
  return pathToFileURL(file)
}

/** The store's worker, bundled once per test process. */
export function testWorker(): Promise<URL> {
  worker ??= bundleForTest(new URL('./worker.ts', import.meta.url))
  return worker
}

/** A store in a folder of its own, which close() deletes. Times may be any: nothing is dropped for its age. */
export async function openTestStore(options: Partial<StoreOptions> = {}): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'datadog-store-'))
  const store = await openStore({
    folder,
    maxAgeHours: 1e6,
    maxDiskMb: 512,
    memoryMb: 128,
    flushEveryMs: 20,
    worker: await testWorker(),
    ...options,
  })
  return {
    ...store,
    async close() {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
