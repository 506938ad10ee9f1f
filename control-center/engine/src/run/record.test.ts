import { expect, it } from 'vitest'
import { workerCrash } from '../testing/fixtures.ts'
import { newRecord } from './new-run.ts'
import { MAX_RECORDS, mergeRecords, parseRecords, type RunRecord, recordChanges } from './record.ts'

const T0 = Date.parse('2026-01-01T00:00:00Z')
const sample = { at: T0, workloads: null, pods: null, queue: null, chat: null, traffic: null }

function record(id: string, second: number, run: Partial<RunRecord['run']> = {}): RunRecord {
  const fresh = newRecord({
    id,
    scenario: workerCrash,
    who: 'me',
    now: T0 + second * 1000,
    seconds: 60,
    sample,
    baseline: null,
    request: null,
  })
  return { ...fresh, run: { ...fresh.run, ...run } }
}
const over = { state: 'healed' as const, endedAt: '2026-01-01T00:05:00.000Z' }
const seen = (one: RunRecord, seconds: number | null) => ({
  ...one,
  run: {
    ...one.run,
    evidence: one.run.evidence.map((evidence, index) =>
      index === 0 ? { ...evidence, seenAfterSeconds: seconds } : evidence,
    ),
  },
})

it('reads what it wrote, newest first, and names what nobody can read', () => {
  const data = {
    ...recordChanges([], record('a', 0)),
    ...recordChanges([], record('b', 5)),
    'run-c': '{}',
    'run-d': 'x',
    other: 'y',
  }
  const { records, problems } = parseRecords(data as Record<string, string>)
  expect(records.map(one => one.run.id)).toEqual(['b', 'a'])
  expect(problems).toEqual([expect.stringMatching(/^run-c: /), 'run-d: is not JSON'])
})

it('keeps the newest fifty, and never drops one that is not over', () => {
  const old = Array.from({ length: MAX_RECORDS }, (_, index) =>
    record(`r${index}`, index, index === 0 ? { state: 'active' } : over),
  )
  const changes = recordChanges(old, record('new', 100))
  expect(Object.entries(changes).filter(([, value]) => value === null)).toEqual([['run-r1', null]])
})

it('keeps what either of two control centers has seen', () => {
  const base = record('a', 0, { state: 'active' })
  const merged = mergeRecords(seen(base, 4), {
    ...seen(base, 6),
    run: { ...seen(base, 6).run, state: 'recovering', healRequestedAt: '2026-01-01T00:01:00.000Z', healedBy: 'me' },
  })
  expect(merged.run).toMatchObject({ state: 'recovering', healedBy: 'me' })
  expect(merged.run.evidence[0]?.seenAfterSeconds).toBe(4)
})

it('never takes a run back to an earlier state', () => {
  const ended = record('a', 0, over)
  expect(mergeRecords(ended, record('a', 0, { state: 'active' })).run.state).toBe('healed')
  expect(mergeRecords(record('a', 0, { state: 'active' }), ended).run.state).toBe('healed')
  const verdict = record('a', 0, { ...over, state: 'not-healed' })
  expect(mergeRecords(verdict, ended).run.state).toBe('not-healed')
})

it('keeps the first heal', () => {
  const first = record('a', 0, {
    state: 'recovering',
    healRequestedAt: '2026-01-01T00:01:00.000Z',
    healedBy: 'reconciler',
  })
  const second = record('a', 0, { state: 'recovering', healRequestedAt: '2026-01-01T00:01:09.000Z', healedBy: 'me' })
  expect(mergeRecords(first, second).run).toMatchObject({
    healRequestedAt: '2026-01-01T00:01:00.000Z',
    healedBy: 'reconciler',
  })
  expect(mergeRecords(second, first).run).toMatchObject({ healedBy: 'reconciler' })
})
