import { describe, expect, it } from 'vitest'
import { activityView } from './activity.ts'
import type { SamplesAnswer } from './calls.ts'
import type { WaitNode } from './model.ts'

const AT = Date.parse('2026-11-23T14:00:00Z')
const trace = 'AB'.repeat(16)

const sample = (pid: number, blocking: number[], more: object = {}, at = AT) => ({
  event: {
    timestamp: new Date(at).toISOString(),
    custom: {
      pid,
      blocking_pids: blocking,
      state: 'active',
      application_name: 'backend',
      query_start: new Date(at - 4_000).toISOString(),
      xact_start: new Date(at - 5_000).toISOString(),
      duration: 4e9,
      trace_id: trace,
      ...more,
      db: { statement: `select ${pid}`, wait_event_type: 'Lock', wait_event: 'relation', user: 'chat' },
    },
  },
})
const answer = (...events: ReturnType<typeof sample>[]): SamplesAnswer => ({ result: { events } })
const shape = ({ pid, behind }: WaitNode): unknown => (behind.length > 0 ? { [pid]: behind.map(shape) } : pid)

describe('who waits for whom', () => {
  it('is a tree under those who hold the lock', () => {
    const view = activityView(answer(sample(1, []), sample(2, [1]), sample(3, [1, 2]), sample(4, [3])), AT + 1_000)
    expect(view).toMatchObject({ waiting: 3, busy: 4, sampledAt: '2026-11-23T14:00:00.000Z' })
    expect(view.roots.map(shape)).toEqual([{ 1: [2, { 3: [4] }] }])
    expect(view.roots[0]?.behind[1]?.alsoBehind).toEqual([2])
  })

  it('says of each what it runs, since when, and its trace', () => {
    const [root] = activityView(answer(sample(1, [], { application_name: 'psql' }), sample(2, [1])), AT).roots
    expect(root?.session).toMatchObject({ application: 'psql', owner: 'ink', transactionSeconds: 5 })
    expect(root?.behind[0]?.session).toMatchObject({
      application: 'backend',
      owner: 'backend',
      statement: 'select 2',
      wait: 'Lock: relation',
      seconds: 4,
      traceId: trace.toLowerCase(),
    })
  })

  it('names a blocker that was not seen', () => {
    const [root] = activityView(answer(sample(2, [99])), AT).roots
    expect(root).toMatchObject({ pid: 99, session: null, behind: [{ pid: 2 }] })
  })

  it('ends for sessions that wait for one another', () => {
    const { roots } = activityView(answer(sample(1, [2]), sample(2, [1])), AT)
    expect(roots.map(shape)).toEqual([{ 2: [1] }])
  })

  it('is of the newest sample, and of none that is old', () => {
    const view = activityView(answer(sample(1, []), sample(2, [1], {}, AT - 3_000)), AT)
    expect(view).toMatchObject({ waiting: 0, busy: 1, roots: [] })
    expect(activityView(answer(sample(2, [1])), AT + 60_000).sampledAt).toBeNull()
    expect(activityView(answer(), AT).sampledAt).toBeNull()
  })
})
