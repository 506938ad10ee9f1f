import { describe, expect, it } from 'vitest'
import { run } from '../live/testing.ts'
import { historyOf, reportOf } from './report.ts'

const [pods, queue, timeouts] = run().evidence
if (!pods || !queue || !timeouts) throw new Error('the sample run has three promises')

const healed = run({
  state: 'healed',
  evidence: [pods, { ...queue, seenAfterSeconds: 28 }, timeouts],
  healRequestedAt: '2026-11-23T14:23:50.000Z',
  healedBy: 'presenter',
  endedAt: '2026-11-23T14:24:30.000Z',
  recoverySeconds: 40,
})
const earlier = { ...healed, id: 'run-0', evidence: [pods, { ...queue, seenAfterSeconds: 12 }, timeouts] }

describe('a report', () => {
  it('has each promise beside the other runs of the scenario', () => {
    const { promises } = reportOf(healed, [healed, earlier, run({ id: 'x', scenario: 'pod-kill' })])
    expect(promises).toMatchObject([
      { verdict: 'kept', best: 2, worst: 2, runs: 2 },
      { verdict: 'late', best: 12, worst: 28, runs: 2 },
      { verdict: 'not seen', best: null, worst: null, runs: 2 },
    ])
  })

  it('tells what happened in its order', () => {
    expect(reportOf(healed, []).timeline.map(one => [one.afterSeconds, one.lane, one.what])).toEqual([
      [0, 'Chaos', 'injected: worker replicas 1 → 0'],
      [2, 'Kubernetes', '0 worker pods'],
      [28, 'RabbitMQ', 'Queue depth rising'],
      [120, 'Chaos', 'healed by presenter'],
      [160, 'Chaos', 'steady, proven'],
    ])
  })
})

describe('the history', () => {
  it('compares promise and measurement over the runs that are over', () => {
    expect(historyOf([run({ id: 'open' }), healed, earlier])).toMatchObject([
      {
        scenario: 'worker-crash',
        runs: 2,
        healed: 2,
        lost: 0,
        recoveryWorst: 40,
        promises: [
          { promised: 10, kept: 2, best: 2, worst: 2 },
          { promised: 20, kept: 1, best: 12, median: 12, worst: 28 },
          { promised: 60, kept: 0, best: null, runs: 2 },
        ],
      },
    ])
  })
})
