import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openStore, type StoreOptions } from './duckdb-store.ts'
import type { PointRow, Rows, Table } from './rows.ts'
import type { Store } from './store.ts'
import { openTestStore, testWorker } from './testing.ts'

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each()
})

async function opened(options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openTestStore(options)
  undo.push(() => store.close())
  return store
}

const t0 = 1_700_000_000_000
const gauge = (time: number, value: number, tags: string[] = []): PointRow => ({
  time,
  metric: 'a.gauge',
  type: 'gauge',
  tags,
  value,
})

test('points come back under the series of their metric and tags', async () => {
  const store = await opened()
  const count = { metric: 'a.count', type: 'count', tags: ['env:x'], interval: 10 } as const
  expect(
    store.append('points', [
      { time: t0, value: 2.5, ...count },
      { time: t0 + 10_000, value: 3, ...count },
      { time: t0, value: 1, ...count, tags: ['env:y'] },
    ]),
  ).toBe(true)
  await store.settled()
  expect(store.metrics()).toEqual(['a.count'])
  expect(store.series('a.count')).toEqual([
    { id: 1, metric: 'a.count', type: 'count', interval: 10, tags: ['env:x'], lastSeen: t0 + 10_000 },
    { id: 2, metric: 'a.count', type: 'count', interval: 10, tags: ['env:y'], lastSeen: t0 },
  ])
  expect(
    await store.query('SELECT series_id, time, value FROM point_values WHERE time > $1 OR series_id = $2', [t0, 2]),
  ).toEqual([
    { series_id: 1, time: t0 + 10_000, value: 3 },
    { series_id: 2, time: t0, value: 1 },
  ])
  expect(await store.query('SELECT metric, tags FROM series WHERE id = 1')).toEqual([
    { metric: 'a.count', tags: ['env:x'] },
  ])
})

test('a distribution keeps each of its values', async () => {
  const store = await opened()
  store.append('distributions', [{ time: t0, metric: 'd', tags: [], values: [1, 2, 100] }])
  await store.settled()
  expect(store.series('d')[0]?.type).toBe('distribution')
  expect(await store.query('SELECT quantile_cont(value, 0.5) AS median FROM distribution_values')).toEqual([
    { median: 2 },
  ])
})

const text = {
  id: 'i',
  service: 's',
  env: 'e',
  version: 'v',
  host: 'h',
  status: 'ok',
  source: 'c',
  traceId: 'f'.repeat(32),
  spanId: '18446744073709551615',
  tags: ['a:1', 'b:"quoted"'],
}
const one: { [T in Exclude<Table, 'points' | 'distributions'>]: Rows[T] } = {
  serviceChecks: { time: t0, check: 'up', status: 2, host: 'h', tags: ['a:1'], message: 'no' },
  spans: {
    ...text,
    time: t0,
    parentId: '0',
    startNs: 1_700_000_000_000_000_001n,
    durationNs: 12,
    name: 'n',
    resource: 'GET /',
    type: 'web',
    kind: 'server',
    error: true,
    topLevel: true,
    httpStatusCode: '500',
    origin: '',
    meta: { 'http.url': 'http://ü/"' },
    metrics: { _top_level: 1 },
  },
  logs: { ...text, time: t0, message: 'über 😀\n', attributes: { nested: { deep: [1, null] } } },
  rum: {
    ...text,
    time: t0,
    type: 'view',
    applicationId: 'a',
    sessionId: 'se',
    viewId: 'vi',
    documentVersion: 3,
    attributes: { view: { id: 'vi' } },
  },
  replay: {
    time: t0,
    applicationId: 'a',
    sessionId: 'se',
    viewId: 'vi',
    indexInView: 0,
    endTime: t0 + 5000,
    recordsCount: 7,
    hasFullSnapshot: true,
    segment: new Uint8Array([0x78, 0x9c, 0, 255]),
  },
  llmSpans: {
    ...text,
    time: t0,
    parentId: 'undefined',
    apmTraceId: '',
    sessionId: 'c',
    name: 'llm',
    spanKind: 'llm',
    mlApp: 'chat-demo',
    modelName: 'm',
    modelProvider: 'openai',
    durationNs: 5,
    errorType: '',
    errorMessage: '',
    input: { messages: [] },
    output: {},
    metadata: {},
    metrics: { total_tokens: 12 },
  },
  evaluations: {
    ...text,
    time: t0,
    label: 'thumbs',
    metricType: 'boolean',
    value: { value: true },
    mlApp: 'chat-demo',
  },
  events: { ...text, time: t0, title: 't', text: 'x', priority: 'normal', aggregationKey: '', attributes: {} },
  database: {
    ...text,
    time: t0,
    kind: 'activity',
    querySignature: 'q',
    statement: 'SELECT 1',
    database: 'chat',
    user: 'chat',
    waitEventType: 'Lock',
    waitEvent: 'transactionid',
    attributes: { blocking_pids: [1] },
  },
  lineage: { time: t0, runId: 'r', jobNamespace: 'n', jobName: 'j', eventType: 'START', attributes: {} },
  monitorTransitions: { time: t0, monitorId: 12, groupName: '*', fromState: 'OK', toState: 'Alert', value: null },
}

test('a row of every table comes back as it was, records as JSON text', async () => {
  const store = await opened()
  for (const table of Object.keys(one) as (keyof typeof one)[]) store.append(table, [one[table]] as never)
  await store.settled()
  for (const table of Object.keys(one) as (keyof typeof one)[]) {
    const name = table.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
    const [row] = await store.query<Record<string, unknown>>(`SELECT * FROM ${name}`)
    for (const [field, value] of Object.entries(one[table])) {
      const column = field.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
      if (!row || !(column in row)) continue
      const record = value !== null && typeof value === 'object' && !Array.isArray(value) && !ArrayBuffer.isView(value)
      expect(row[column], `${name}.${column}`).toEqual(record ? JSON.stringify(value) : value)
    }
    expect(Object.keys(row ?? {}).length, name).toBeGreaterThan(5)
  }
})

test('parameters keep their types: whole numbers, fractions, lists, null', async () => {
  const store = await opened()
  expect(
    await store.query('SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d, $5 AS e, $6 AS f, $7 AS g', [
      t0,
      0.5,
      ['x', 'y'],
      [1, 2],
      null,
      true,
      [],
    ]),
  ).toEqual([{ a: t0, b: 0.5, c: ['x', 'y'], d: [1, 2], e: null, f: true, g: [] }])
})

test('rows of any order of times are taken, each in the partition of its time', async () => {
  const hours = 3_600_000
  const store = await opened()
  for (const offset of [0, 30 * hours, -20 * hours, 3 * hours, -20 * hours]) {
    store.append('points', [gauge(t0 + offset, offset)])
    await store.settled()
  }
  expect(await store.query('SELECT count(*) AS rows FROM point_values')).toEqual([{ rows: 5 }])
})

test('a full queue says so and counts what it refused', async () => {
  const store = await opened({ queueMb: 0.01 })
  const rows = Array.from({ length: 1000 }, (_, at) => gauge(t0 + at, at))
  expect(store.append('points', rows)).toBe(true)
  expect(store.append('points', rows)).toBe(false)
  expect(store.figures()).toMatchObject({ queued: 1000, dropped: { points: 1000 } })
  await store.settled()
  expect(store.append('points', rows)).toBe(true)
  await store.settled()
  expect(store.figures()).toMatchObject({ queued: 0, rows: { point_values: 2000 } })
})

test('a query that is no SQL is refused and leaves the others alone', async () => {
  const store = await opened()
  await expect(store.query('SELEKT 1')).rejects.toThrow(/SELEKT/)
  expect(await Promise.all([1, 2, 3, 4, 5, 6].map(each => store.query(`SELECT ${each} AS n`)))).toHaveLength(6)
})

test('documents are kept as they were put', async () => {
  const store = await opened()
  const monitor = { id: 1, name: 'a' }
  await store.documents.put('monitor', '1', monitor)
  monitor.name = 'changed'
  expect(store.documents.list('monitor')).toEqual([{ id: 1, name: 'a' }])
  await store.documents.put('monitor', '1', monitor)
  expect(store.documents.get('monitor', '1')).toEqual({ id: 1, name: 'changed' })
  expect(await store.documents.delete('monitor', '1')).toBe(true)
  expect(await store.documents.delete('monitor', '1')).toBe(false)
  expect(store.documents.get('monitor', '1')).toBeNull()
})

async function reopenable(options: Partial<StoreOptions>): Promise<() => Promise<Store>> {
  const folder = await mkdtemp(join(tmpdir(), 'datadog-store-reopen-'))
  undo.push(() => rm(folder, { recursive: true }))
  const worker = await testWorker()
  return () => openStore({ folder, maxAgeHours: 4, maxDiskMb: 512, worker, ...options })
}

test('everything is there again after a restart, and ids go on', async () => {
  const open = await reopenable({ now: () => t0 })
  const first = await open()
  first.append('points', [gauge(t0, 1, ['a:1']), gauge(t0, 2, ['a:2'])])
  await first.documents.put('slo', 'x', { name: 'y' })
  await first.settled()
  const before = first.series('a.gauge').map(each => ({ ...each }))
  await first.close()
  expect(first.append('points', [gauge(t0, 1)])).toBe(false)

  const second = await open()
  undo.push(() => second.close())
  expect(second.series('a.gauge')).toEqual(before)
  expect(second.documents.list('slo')).toEqual([{ name: 'y' }])
  second.append('points', [gauge(t0 + 1, 3, ['a:1']), gauge(t0 + 1, 4, ['a:3'])])
  await second.settled()
  expect(second.series('a.gauge').map(each => each.id)).toEqual([1, 2, 3])
  expect(second.figures().rows).toEqual({ point_values: 4 })
})

test('what is too old goes, with series that have nothing left; what comes too late or too early is counted', async () => {
  const hours = 3_600_000
  let now = t0
  const open = await reopenable({ now: () => now })
  const first = await open()
  first.append('points', [gauge(t0, 1, ['old:1'])])
  first.append('points', [gauge(t0 - 6 * hours, 1), gauge(t0 + 2 * hours, 1)])
  expect(first.figures().dropped).toEqual({ points: 2 })
  await first.close()
  now = t0 + 5 * hours
  const second = await open()
  undo.push(() => second.close())
  expect(second.series('a.gauge')).toEqual([])
  expect(second.figures().rows).toEqual({})
  second.append('points', [gauge(now, 2, ['new:1'])])
  await second.settled()
  expect(await second.query('SELECT tags FROM series')).toEqual([{ tags: ['new:1'] }])
})

test('the oldest partitions go when the data takes more room than allowed', async () => {
  const open = await reopenable({ now: () => t0, maxDiskMb: 1.5 })
  const first = await open()
  const noise = (at: number) => Math.sin(at) * 1e6
  for (const start of [t0 - 3_600_000, t0 - 1_800_000, t0]) {
    first.append(
      'points',
      Array.from({ length: 60_000 }, (_, at) => gauge(start + (at % 1000), noise(at + start), [`n:${at % 50}`])),
    )
    await first.settled()
  }
  await first.close()
  const second = await open()
  undo.push(() => second.close())
  const kept = second.figures().rows.point_values ?? 0
  expect(kept).toBeGreaterThan(0)
  expect(kept).toBeLessThan(180_000)
  const [oldest] = await second.query<{ time: number }>('SELECT min(time) AS time FROM point_values')
  expect(oldest?.time).toBeGreaterThan(t0 - 3_600_000)
})

test('queries are answered while partitions come and go', async () => {
  const step = 5 * 60_000
  let now = t0
  const open = await reopenable({ now: () => now, maxAgeHours: 0.25, retainEveryMs: 50, flushEveryMs: 5 })
  const store = await open()
  undo.push(() => store.close())
  let running = true
  const asking = Array.from({ length: 2 }, async () => {
    let answered = 0
    for (; running; answered++)
      await store.query('SELECT count(*) AS n FROM point_values JOIN series ON id = series_id')
    return answered
  })
  for (let round = 0; round < 12; round++) {
    now = t0 + round * step
    store.append('points', [gauge(now, round, [`round:${round}`])])
    await store.settled()
  }
  running = false
  for (const answered of await Promise.all(asking)) expect(answered).toBeGreaterThan(0)
  await expect.poll(() => store.series('a.gauge').length).toBeLessThanOrEqual(6)
  expect(store.figures().dropped).toEqual({})
})
