import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { startPostgres, type TestServer } from '../../../../cluster/testing/index.ts'
import { Figures } from '../../../intake/figures.ts'
import { recordingStore } from '../../testing/recording-store.ts'
import type { Check } from '../check.ts'
import { CheckSender } from '../sender.ts'
import { postgresCheck } from './check.ts'

const manifest = fileURLToPath(new URL('../../../../../k8s/base/config.yaml', import.meta.url))

let folder: string
let server: TestServer
let app: pg.Client
let check: Check
const others: pg.Client[] = []
const { store, rows } = recordingStore()

/** A server with the settings and the role of the manifests themselves, and the check as an annotation asks for it. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'postgres-check-'))
  const maps = parseAllDocuments(await readFile(manifest, 'utf8')).map(
    document => document.toJS() as { metadata: { name: string }; data: Record<string, string> },
  )
  for (const name of ['postgres-config', 'postgres-init']) {
    await mkdir(path.join(folder, name))
    const data = maps.find(({ metadata }) => metadata.name === name)?.data ?? {}
    for (const [file, text] of Object.entries(data)) await writeFile(path.join(folder, name, file), text)
  }
  await writeFile(path.join(folder, 'postgres-init', '20-password.sql'), "ALTER ROLE datadog LOGIN PASSWORD 'agent';\n")
  server = await startPostgres({
    configDir: path.join(folder, 'postgres-config'),
    initDir: path.join(folder, 'postgres-init'),
  })
  app = new pg.Client({ connectionString: server.url, application_name: 'backend' })
  await app.connect()
  await app.query('CREATE TABLE messages (id int PRIMARY KEY, body text)')
  const { hostname, port } = new URL(server.url)
  const instance = {
    dbm: true,
    collect_activity_metrics: true,
    host: hostname,
    port,
    username: 'datadog',
    password: 'agent',
    dbname: 'postgres',
    reported_hostname: 'postgres',
    relations: [{ relation_regex: '.*' }],
    query_metrics: { collection_interval: 0.5 },
    query_activity: { collection_interval: 0.2 },
  }
  check = postgresCheck(instance, {
    sender: (host, tags) =>
      new CheckSender({ store, figures: new Figures(), host, tags: ['env:test', 'service:postgres', ...tags] }),
    hostname: 'node',
    log: pino({ level: 'silent' }),
    now: Date.now,
  })
})
afterEach(async () => {
  await Promise.all(others.splice(0).map(client => client.end()))
})
afterAll(async () => {
  await check?.close()
  await app?.end()
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

async function connect(application_name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.url, application_name })
  others.push(client)
  await client.connect()
  return client
}

const point = (metric: string, ...tags: string[]) =>
  rows.points?.findLast(each => each.metric === `postgresql.${metric}` && tags.every(tag => each.tags.includes(tag)))
const soon = { timeout: 15_000, interval: 100 }
const trace = '0af7651916cd43dd8448eb211c80319c'
const comment = `/*dddbs='backend',dde='test',ddps='backend',traceparent='00-${trace}-b7ad6b7169203331-01'*/`

describe('PostgreSQL, looked at as the manifests prepare it', () => {
  it('can be connected to, and tells its metrics with the host that is reported for it', async () => {
    await check.run()
    await check.run()
    expect(rows.serviceChecks?.at(-1)).toMatchObject({ check: 'postgres.can_connect', status: 0, host: 'postgres' })
    expect(point('max_connections')).toMatchObject({ type: 'gauge', value: 100 })
    expect(point('max_connections')?.tags).toEqual(expect.arrayContaining(['host:postgres', 'env:test']))
    expect(point('connections', 'app:backend', 'state:idle')?.value).toBe(1)
    expect(point('active_waiting_queries', 'db:postgres')?.value).toBe(0)
    expect(point('live_rows', 'table:messages', 'schema:public')).toBeDefined()
    expect(point('bgwriter.buffers_alloc')?.type).toBe('count')
    expect(point('uptime')?.value).toBeGreaterThanOrEqual(0)
  })

  it('shows a blocked statement with its trace, its wait and who blocks it, while it is blocked', async () => {
    const blocker = await connect('reporting')
    await blocker.query('BEGIN')
    await blocker.query('LOCK TABLE messages IN ACCESS EXCLUSIVE MODE')
    const { rows: pids } = await blocker.query('SELECT pg_backend_pid() AS pid')
    const blocked = app.query(`${comment} INSERT INTO messages VALUES ($1, $2)`, [1, 'a secret'])
    const sample = () => rows.database?.findLast(row => row.kind === 'activity' && row.traceId === trace)
    await expect.poll(() => sample()?.waitEventType, soon).toBe('Lock')
    expect(sample()).toMatchObject({
      statement: 'INSERT INTO messages VALUES ( ? )',
      waitEvent: 'relation',
      service: 'backend',
      env: 'test',
      host: 'postgres',
      database: 'postgres',
    })
    expect(sample()?.attributes.blocking_pids).toEqual([pids[0].pid])
    const holder = rows.database?.findLast(row => row.kind === 'activity' && row.attributes.pid === pids[0].pid)
    expect(holder?.attributes).toMatchObject({ state: 'idle in transaction', application_name: 'reporting' })
    await check.run()
    expect(point('active_waiting_queries', 'db:postgres')?.value).toBe(1)
    expect(rows.serviceChecks?.at(-1)?.status, 'a locked table is no lost connection').toBe(0)
    await blocker.query('ROLLBACK')
    await blocked
  })

  it('explains what runs, with parameters or without, and shows no literal', async () => {
    const slow = app.query(`${comment} SELECT pg_sleep(1.5), count(*) FROM messages WHERE body = 'a secret'`)
    const other = await connect('worker')
    const prepared = other.query('SELECT pg_sleep($1), m.id FROM messages m WHERE m.id = $2', [1.5, 1])
    const plan = (text: string) => {
      const found = rows.database?.findLast(row => row.kind === 'plan' && row.statement.includes(text))
      return (found?.attributes.db as { plan: { definition: string | null; cost: number; signature: string } })?.plan
    }
    await expect.poll(() => [plan('count')?.definition, plan('m.id')?.definition], soon).not.toContain(undefined)
    expect(plan('count')?.definition).toContain('Seq Scan')
    expect(plan('count')?.definition).not.toContain('secret')
    expect(plan('m.id')?.definition, 'a parameterised statement').toContain('messages_pkey')
    expect(plan('m.id')).toMatchObject({ cost: expect.any(Number), signature: expect.stringMatching(/^[0-9a-f]{16}$/) })
    await Promise.all([slow, prepared])
  })

  it('counts what each shape of statement did since the last look', async () => {
    const statement = 'SELECT body FROM messages WHERE id = $1'
    await app.query(statement, [0])
    const text = () =>
      rows.database?.find(row => row.kind === 'query' && row.statement === 'SELECT body FROM messages WHERE id = ?')
    await expect.poll(text, soon).toBeDefined()
    const tag = `query_signature:${text()?.querySignature}`
    const total = (metric: string) =>
      rows.points
        ?.filter(each => each.metric === `postgresql.queries.${metric}` && each.tags.includes(tag))
        .reduce((sum, { value }) => sum + value, 0)
    const before = total('count') ?? 0
    for (let id = 0; id < 7; id++) await app.query(statement, [id])
    await expect.poll(() => (total('count') ?? 0) - before, soon).toBe(7)
    expect(total('time')).toBeGreaterThan(1000)
    expect(point('queries.count', tag, 'db:postgres', 'user:postgres')?.type).toBe('count')
  })

  it('is critical when it is away', async () => {
    const away = recordingStore()
    const lost = postgresCheck(
      { host: '127.0.0.1', port: 1 },
      {
        sender: (host, tags) => new CheckSender({ store: away.store, figures: new Figures(), host, tags }),
        hostname: 'node',
        log: pino({ level: 'silent' }),
        now: Date.now,
      },
    )
    await expect(lost.run()).rejects.toThrow('ECONNREFUSED')
    expect(away.rows.serviceChecks).toMatchObject([{ check: 'postgres.can_connect', status: 2, host: '127.0.0.1' }])
    await lost.close()
  })
})
