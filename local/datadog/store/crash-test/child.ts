/** Run by the crash test: appends points for ever, and prints how many were settled after each time. */
import { openStore } from '../duckdb-store.ts'

const [folder = '', worker = ''] = process.argv.slice(2)
const store = await openStore({ folder, maxAgeHours: 1e6, maxDiskMb: 512, worker: new URL(worker) })
await store.documents.put('monitor', '1', { name: 'kept' })
for (let written = 0; ; written += 100) {
  store.append(
    'points',
    Array.from({ length: 100 }, (_, at) => ({
      time: 1_700_000_000_000 + (written + at) * 10,
      metric: 'crash.test',
      type: 'gauge' as const,
      tags: [`part:${at % 7}`],
      value: written + at,
    })),
  )
  await store.settled()
  process.stdout.write(`${written + 100}\n`)
}
