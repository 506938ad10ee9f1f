import type { ProofCheck } from '@chat-demo/engine'
import { describe, expect, it } from 'vitest'
import { run } from '../live/testing.ts'
import { checkView, proofView, runToProve } from './proof-view.ts'

const now = Date.parse('2026-11-23T14:22:44.000Z')
const healRequestedAt = '2026-11-23T14:22:20.000Z'
const check = (change: Partial<ProofCheck>): ProofCheck => ({
  id: 'pods',
  title: 'Pods ready',
  ok: true,
  now: '1 of 1',
  wanted: '1 of 1',
  heldSeconds: 17,
  ofSeconds: 30,
  ...change,
})

describe('checkView', () => {
  it('tells proven, holding and off apart', () => {
    expect(checkView(check({ heldSeconds: 30 }))).toEqual({ state: 'proven', part: 1 })
    expect(checkView(check({ heldSeconds: 15 }))).toEqual({ state: 'holding', part: 0.5 })
    expect(checkView(check({ ok: false, heldSeconds: 0 }))).toEqual({ state: 'off', part: 0 })
    expect(checkView(check({ ofSeconds: 0, heldSeconds: 0 }))).toEqual({ state: 'proven', part: 1 })
  })
})

describe('proofView', () => {
  it('does not exist before the heal', () => {
    expect(proofView(run(), now)).toBeNull()
  })

  it('expects the proof when the slowest check has held long enough', () => {
    const proof = [check({ heldSeconds: 20 }), check({ heldSeconds: 11 })]
    expect(proofView(run({ state: 'recovering', healRequestedAt, proof }), now)).toEqual({
      seconds: 24,
      counting: true,
      expectedAt: 43,
      off: [],
    })
  })

  it('expects nothing while a check is off, and names it', () => {
    const proof = [check({}), check({ title: 'Queue empty', ok: false })]
    const view = proofView(run({ state: 'recovering', healRequestedAt, proof }), now)
    expect(view).toMatchObject({ expectedAt: null, off: ['Queue empty'] })
  })

  it('stands still at the time to recover once proven', () => {
    const healed = run({ state: 'healed', healRequestedAt, endedAt: healRequestedAt, recoverySeconds: 38.2 })
    expect(proofView(healed, now)).toMatchObject({ seconds: 38.2, counting: false, expectedAt: null })
  })
})

describe('runToProve', () => {
  it('prefers what recovers to what has ended, which gives way to what is active', () => {
    const ended = run({ id: 'ended', state: 'healed', healRequestedAt })
    const recovering = run({ id: 'recovering', state: 'recovering', healRequestedAt })
    expect(runToProve([run(), ended, recovering])?.id).toBe('recovering')
    expect(runToProve([ended])?.id).toBe('ended')
    expect(runToProve([run(), ended])).toBeNull()
    expect(runToProve([run()])).toBeNull()
  })
})
