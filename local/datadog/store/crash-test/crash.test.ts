import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openStore } from '../duckdb-store.ts'
import { bundleForTest, testWorker } from '../testing.ts'

test('what was settled survives kill -9, without a gap and without a duplicate', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'datadog-store-crash-'))
  const worker = await testWorker()
  const script = fileURLToPath(await bundleForTest(new URL('./child.ts', import.meta.url)))
  const child = spawn(process.execPath, [script, folder, worker.href], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  for await (const part of child.stdout) {
    output += part
    if (output.split('\n').length > 20) break
  }
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
  const settled = Number(output.trim().split('\n').at(-1))

  const store = await openStore({ folder, maxAgeHours: 1e6, maxDiskMb: 512, worker })
  const [kept] = await store.query<{ rows: number; different: number; highest: number }>(
    'SELECT count(*) AS rows, count(DISTINCT value) AS different, max(value) AS highest FROM point_values',
  )
  expect(kept?.rows).toBeGreaterThanOrEqual(settled)
  expect(kept).toEqual({ rows: kept?.rows, different: kept?.rows, highest: Number(kept?.rows) - 1 })
  expect(store.series('crash.test')).toHaveLength(7)
  expect(store.documents.get('monitor', '1')).toEqual({ name: 'kept' })
  await store.close()
  await rm(folder, { recursive: true })
})
