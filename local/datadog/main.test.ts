import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))
const keys = { 'dd-api-key': 'api-key-of-a-test', 'dd-application-key': 'app-key-of-a-test' }
let program: string
let data: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  // Below the workspace, so that the bundle finds its packages; laid out as the build lays it out.
  await mkdir(join(here, 'node_modules'), { recursive: true })
  program = await mkdtemp(join(here, 'node_modules/main-test-'))
  data = await mkdtemp(join(tmpdir(), 'datadog-main-'))
  await build({
    entryPoints: [join(here, 'main.ts'), join(here, 'store/worker.ts')],
    outbase: here,
    outdir: program,
    bundle: true,
    packages: 'external',
    // From its sources: tests do not wait for a build.
    alias: { '@chat-demo/cluster/client': join(here, '../cluster/client/index.ts') },
    platform: 'node',
    format: 'esm',
    target: 'node20',
  })
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await rm(program, { recursive: true, force: true })
  await rm(data, { recursive: true, force: true })
})

async function start(environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(program, 'main.js')], {
    env: {
      PATH: process.env.PATH,
      API_PORT: '0',
      AGENT_PORT: '0',
      DOGSTATSD_PORT: '0',
      DATA_DIR: data,
      API_KEY: keys['dd-api-key'],
      APP_KEY: keys['dd-application-key'],
      CLIENT_TOKENS: 'pubtest',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const ended = once(child, 'exit').then(([code]: unknown[]) => code)
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    const entry = JSON.parse(line)
    if (entry.msg === 'Datadog stand-in listens') return { child, ended, api: String(entry.api), said }
  }
  return { child, ended, api: '', said }
}

// Two starts and two ends of a process, which a busy machine takes its time over.
describe('the process', { timeout: 60_000 }, () => {
  it('keeps at SIGTERM what it had taken, and finds it again', async () => {
    const first = await start()
    const now = Date.now()
    const sent = await fetch(`${first.api}/api/v2/logs`, {
      method: 'POST',
      headers: { ...keys, 'content-type': 'application/json' },
      body: JSON.stringify([{ message: 'the last words', service: 'backend', ddsource: 'nodejs' }]),
    })
    expect(sent.status).toBe(202)
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)

    const second = await start()
    const found = await fetch(
      `${second.api}/api/v2/logs/events?filter%5Bquery%5D=words&filter%5Bfrom%5D=${now - 60_000}`,
      {
        headers: keys,
      },
    )
    expect(await found.json()).toMatchObject({
      data: [{ attributes: { message: 'the last words', service: 'backend' } }],
    })
    const debug = await (await fetch(`${second.api}/debug`, { headers: keys })).json()
    expect(debug).toMatchObject({ process: { memoryBytes: {} }, store: { queued: 0 }, receivers: {} })
    second.child.kill('SIGINT')
    expect(await second.ended).toBe(0)
  })

  it('ends at once, naming what is wrong with its environment', async () => {
    const { ended, said } = await start({ API_PORT: 'x' })
    expect(await ended).toBe(1)
    expect(said.join('')).toContain('API_PORT: got "x", wants a port number')
  })
})
