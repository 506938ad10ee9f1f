import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Run } from '@chat-demo/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../../engine/src/testing/manual-clock.ts'
import { liveState, run } from '../../features/live/testing.ts'
import { reportOf } from '../../features/runs/report.ts'
import type { LiveState } from '../live-state.ts'
import { monitorQuery } from './monitor-query.ts'
import { type Camera, FilmRecorder } from './recorder.ts'
import { FilmStore } from './store.ts'

let folder: string
let clock: ManualClock
let current: Run
let scene: LiveState
let problems: string[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'films-'))
  clock = new ManualClock(Date.parse('2026-11-23T14:20:00Z'))
  problems = []
  scene = liveState()
  current = run({ activeAt: null })
})
afterEach(() => rm(folder, { recursive: true }))

const at = () => new Date(clock.now()).toISOString()
const camera: Camera = {
  evidence: async () => ({ kind: 'series', query: 'sum:m{*}', points: [[1, 2]], threshold: 5 }),
  trace: async () => ({ kind: 'trace', traceId: 'abc', bars: [], missing: ['worker'] }),
  alerts: async from => [{ at: from + 31_000, lane: 'Datadog', what: '504: alert', tone: 'warn' }],
}
const recorder = (given: Camera | null = camera) => {
  const warn = (message: string) => void problems.push(message)
  const store = new FilmStore(folder, warn)
  const made = new FilmRecorder({ store, clock, runs: () => [current], scene: () => scene, camera: given, warn })
  made.start()
  return made
}
/** Moves on second by second, and lets files be written and read. */
async function seconds(count: number) {
  for (let second = 0; second < count; second++) await clock.advance(1_000)
  await new Promise(resolve => setTimeout(resolve, 5))
}

async function wholeRun(films: FilmRecorder) {
  await seconds(60)
  current = { ...current, state: 'active', startedAt: at(), activeAt: at() }
  await films.film(current.id)
  await seconds(1)
  await expect.poll(() => films.film(current.id)).not.toBeNull()
  await seconds(15)
  scene = { ...scene, chat: { ...scene.chat, timedOut: 1 } }
  await seconds(30)
  current = { ...current, state: 'recovering', healRequestedAt: at(), healedBy: 'me' }
  await seconds(5)
  scene = { ...scene, chat: { ...scene.chat, answered: 70 } }
  await seconds(40)
  current = { ...current, state: 'healed', endedAt: at(), recoverySeconds: 45 }
  await seconds(60)
}

describe('what is kept of a run', () => {
  it('begins in the quiet time before it, and ends a little after it', async () => {
    const films = recorder()
    await wholeRun(films)
    const film = await films.film(current.id)
    const injected = Date.parse(current.activeAt ?? '')
    expect(film?.points[0]?.at).toBeLessThanOrEqual(injected - 50_000)
    expect(film?.points.at(-1)?.at).toBeGreaterThanOrEqual(Date.parse(current.endedAt ?? '') + 35_000)
    expect(film?.marks.map(mark => [mark.lane, mark.what])).toEqual([
      ['Users', 'first failed question'],
      ['Users', 'first answer again'],
      ['Datadog', '504: alert'],
    ])
    expect(film).toMatchObject({ done: true, traffic: 'light', firstAlertAt: injected + 31_000 })
    expect(film?.moments.map(moment => moment.id)).toEqual(expect.arrayContaining(['first-failed', 'trace', 'end']))
    expect(film?.moments.find(moment => moment.id === 'trace')?.title).toBe('A trace without a span of the worker')
    const report = reportOf(current, [current], film)
    expect(report.firstToNotice).toMatch(/^First to notice: a user, at 1[67].s. First monitor: 31.s.$/)
    expect(report.charts.map(chart => chart.of)).toEqual(['queue', 'failed', 'p95', 'replies', 'pods'])
    await films.stop()
  })

  it('is there after a restart, and goes with its run', async () => {
    await writeFile(join(folder, 'forgotten.json'), '{}')
    const first = recorder(null)
    await wholeRun(first)
    const before = await first.film(current.id)
    await first.stop()
    const second = recorder(null)
    expect(await second.film(current.id)).toEqual(before)
    expect(await second.film('forgotten')).toBeNull()
    expect(problems).toEqual([])
    await second.stop()
  })

  it('keeps the curve where Datadog does not answer, and says so', async () => {
    const films = recorder({
      evidence: () => Promise.reject(new Error('The connection is refused')),
      trace: async () => null,
      alerts: async () => [],
    })
    const [first] = current.evidence
    if (!first) throw new Error('the sample run has promises')
    await seconds(10)
    const evidence = [{ ...first, source: 'datadog' as const, seenAfterSeconds: null }]
    current = { ...current, state: 'active', startedAt: at(), activeAt: at(), evidence }
    await seconds(1)
    await expect.poll(() => films.film(current.id)).not.toBeNull()
    current = { ...current, evidence: [{ ...first, source: 'datadog', seenAfterSeconds: 1 }] }
    await seconds(2)
    expect((await films.film(current.id))?.moments).toMatchObject([{ picture: { kind: 'curve', of: 'failed' } }])
    expect(problems).toEqual([`Run ${current.id}: a moment could not be kept: The connection is refused`])
    await films.stop()
  })
})

it('takes a monitor on metrics apart', () => {
  expect(monitorQuery('avg(last_1m):default_zero(max:m{a:b,c:d}) > 15')).toEqual({
    metric: 'default_zero(max:m{a:b,c:d})',
    threshold: 15,
  })
  expect(monitorQuery('burn_rate("x").over("30d").long_window("1h").short_window("5m") > 14.4')).toBeNull()
  expect(monitorQuery('"a.check".over("*").last(4).count_by_status()')).toBeNull()
})
