import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import type { Run } from '../types.ts'
import { type VerifyOptions, verifyCommand } from './command.ts'
import { type Plan, progressOf, type Result } from './journal.ts'
import { allKept, tableOf, tableText } from './table.ts'

const result = (change: Partial<Result> & { seen?: number | null } = {}): Result => {
  const { seen = 11, ...rest } = change
  const evidence = { signal: 'queue', title: 'Queue rising', source: 'rabbitmq' as const, withinSeconds: 20, why: '' }
  return {
    kind: 'result',
    at: '2026-11-23T14:00:00.000Z',
    scenario: 'worker-crash',
    title: 'Worker crash',
    round: 1,
    run: 'r1',
    evidence: [{ ...evidence, seenAfterSeconds: seen }],
    recoverySeconds: 38,
    lost: 0,
    problem: null,
    ...rest,
  }
}
const plan: Plan = { kind: 'plan', at: '2026-11-23T14:00:00.000Z', scenarios: ['worker-crash', 'pod-kill'], times: 2 }

describe('the journal', () => {
  it('gives what is left, round by round, and the run that was under way', () => {
    const begun = { kind: 'begun' as const, at: plan.at, scenario: 'pod-kill', round: 1, run: 'r2' }
    expect(progressOf([plan, result(), begun]).todo).toEqual([
      { scenario: 'pod-kill', round: 1, run: 'r2' },
      { scenario: 'worker-crash', round: 2, run: null },
      { scenario: 'pod-kill', round: 2, run: null },
    ])
  })
})

describe('the table', () => {
  it('has the spread of each promise and the recovery', () => {
    const rows = tableOf([
      result(),
      result({ round: 2, seen: 15 }),
      result({ round: 3, seen: 24, recoverySeconds: 50 }),
    ])
    expect(rows).toMatchObject([
      {
        rounds: 3,
        recovered: 3,
        recovery: { min: 38, median: 38, max: 50 },
        promises: [{ promised: 20, min: 11, median: 15, max: 24, kept: 2, seen: 3, rounds: 3 }],
      },
    ])
    expect(tableText(rows).split('\n')[1]).toMatch(
      /^worker-crash +Queue rising +rabbitmq +20.0 +11.0 +15.0 +24.0 +2\/3 +3\/3 in 38.0 +0$/,
    )
  })
  it('is good only when all was seen in time, proven, and nothing lost', () => {
    expect(allKept([result()])).toBe(true)
    for (const change of [
      { seen: 21 },
      { seen: null },
      { recoverySeconds: null },
      { lost: 1 },
      { lost: null },
      { problem: 'x' },
    ]) {
      expect(allKept([result(change)])).toBe(false)
    }
  })
})

/** A control center over HTTP whose one scenario is seen, healed and proven within moments. */
function controlCenter(seen: number | null) {
  const asked: string[] = []
  let run: Run | null = null
  let looks = 0
  let monitorLooks = 0
  let looksBeforeRun = 0
  const server: Server = createServer((request, response) => {
    const call = `${request.method} ${request.url?.replace('/api/v1', '')}`
    if (!asked.includes(call)) asked.push(call)
    request.resume()
    const json = (status: number, body: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.headers.authorization !== 'Bearer secret') return json(401, { detail: 'no' })
    const now = new Date().toISOString()
    switch (call) {
      case 'GET /scenarios':
        return json(200, {
          scenarios: [
            {
              id: 'worker-crash',
              title: 'Worker crash',
              defaultSeconds: 180,
              maxSeconds: 600,
              promises: [{ withinSeconds: 20, monitor: 'waiting' }],
            },
          ],
        })
      case 'PUT /traffic':
        return json(200, { profile: 'light' })
      case 'GET /status': {
        // Once it does not answer, as while it restarts; then it is steady.
        looks += 1
        if (looks === 1) return json(503, { detail: 'starting' })
        return json(200, { steady: { steady: true, checks: [], baseline: {}, baselineProblem: null }, runs: [] })
      }
      case 'GET /monitors': {
        // One alerts from before at first; another one always does, and promises nothing here.
        monitorLooks += 1
        const monitor = (key: string, state: string) => ({ name: key, state, tags: [`demo_key:${key}`] })
        return json(200, { rows: [monitor('waiting', monitorLooks > 1 ? 'OK' : 'Alert'), monitor('slow', 'Alert')] })
      }
      case 'POST /runs':
        looksBeforeRun = monitorLooks
        run = begun(now, seen)
        return json(201, { ...run, warnings: [] })
      case 'GET /runs/r1':
        return run ? json(200, run) : json(404, { detail: 'There is no run r1' })
      case 'POST /runs/r1/heal':
        if (run)
          run = { ...run, state: 'healed', healRequestedAt: now, healedBy: 'script', endedAt: now, recoverySeconds: 31 }
        return json(202, {})
      default:
        return json(404, { detail: call })
    }
  })
  return { server, asked, looksBeforeRun: () => looksBeforeRun }
}

function begun(now: string, seen: number | null): Run {
  return {
    id: 'r1',
    scenario: 'worker-crash',
    title: 'Worker crash',
    state: 'active',
    startedBy: 'script',
    startedAt: now,
    // Long ago, so that nobody waits for what is never seen.
    activeAt: '2026-01-01T00:00:00.000Z',
    until: now,
    healRequestedAt: null,
    healedBy: null,
    endedAt: null,
    recoverySeconds: null,
    outcome: null,
    target: 'deployment/worker',
    change: 'worker replicas 1 → 0',
    evidence: result({ seen }).evidence,
    proof: [],
    requests: { accepted: 9, answered: 9, failed: 0, timedOut: 2, waiting: 0, lost: 0 },
  }
}

describe('verify-scenarios', () => {
  let folder: string
  let server: Server | null = null
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'verify-'))
  })
  afterEach(async () => {
    rmSync(folder, { recursive: true })
    await new Promise(resolve => (server ? server.close(resolve) : resolve(null)))
    server = null
  })

  async function verify(seen: number | null, change: Partial<VerifyOptions> = {}) {
    const fake = controlCenter(seen)
    server = fake.server
    await new Promise<void>(resolve => fake.server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(fake.server.address() as AddressInfo).port}`
    const printed: string[] = []
    const code = await verifyCommand({
      address: { url, token: 'secret' },
      folder,
      times: 1,
      only: null,
      resume: false,
      json: join(folder, 'table.json'),
      clock: systemClock,
      print: line => printed.push(line),
      ...change,
    })
    fake.server.closeAllConnections()
    return { code, printed: printed.join('\n'), asked: fake.asked, looksBeforeRun: fake.looksBeforeRun() }
  }

  it('runs a scenario to its evidence, heals it, waits for the proof and keeps what it saw', async () => {
    const { code, printed, asked, looksBeforeRun } = await verify(11)
    expect(code).toBe(0)
    // A promised monitor that alerts from before would prove nothing.
    expect(looksBeforeRun).toBe(2)
    expect(asked).toEqual([
      'GET /scenarios',
      'PUT /traffic',
      'GET /status',
      'GET /monitors',
      'POST /runs',
      'GET /runs/r1',
      'POST /runs/r1/heal',
    ])
    expect(printed).toContain('Every promise was kept, every recovery proven, nothing lost.')
    const file = readdirSync(folder).find(name => name.endsWith('.jsonl')) ?? ''
    const kinds = readFileSync(join(folder, file), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).kind)
    expect(kinds).toEqual(['plan', 'begun', 'result'])
    expect(JSON.parse(readFileSync(join(folder, 'table.json'), 'utf8'))).toMatchObject({
      kept: true,
      table: [{ scenario: 'worker-crash', recovered: 1, lost: 0, promises: [{ median: 11 }] }],
    })
  })

  it('ends with 1 when a promise was not kept', async () => {
    const { code, printed } = await verify(null)
    expect(code).toBe(1)
    expect(printed).toContain('Queue rising not seen of 20 s')
  })

  it('goes on with what was not done, even after a line that was never finished', async () => {
    const file = join(folder, '2026-11-23T14-00-00-000Z.jsonl')
    const first = { ...plan, scenarios: ['worker-crash'] }
    appendFileSync(file, `${JSON.stringify(first)}\n${JSON.stringify(result())}\n{"kind":"res`)
    // What was cut off is the second round, whose run nobody knows any more.
    const { code, printed } = await verify(12, { resume: true })
    expect(code).toBe(0)
    expect(printed).toContain('1 rounds to do')
  })

  it('names a scenario that there is not', async () => {
    await expect(verify(11, { only: ['worker-crsh'] })).rejects.toThrow('there is no scenario worker-crsh')
  })
})
