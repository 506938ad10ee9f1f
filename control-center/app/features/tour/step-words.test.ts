import { expect, it } from 'vitest'
import { liveState } from '../live/testing.ts'
import { steadyLight } from './step-words.ts'

const { steady } = liveState()
const check = { id: 'p95', title: 'p95', ok: true, now: '1 s', wanted: '2 s', heldSeconds: 12, ofSeconds: 30 }

it('says what is missing before something is broken', () => {
  expect(steadyLight(steady).ok).toBe(true)
  const none = { ...steady, baseline: null, baselineProblem: '24 of 60 messages' }
  expect(steadyLight(none)).toEqual({ ok: false, words: 'No baseline yet: 24 of 60 messages' })
  const off = { ...steady, steady: false, checks: [{ ...check, ok: false, now: '9 s' }] }
  expect(steadyLight(off).words).toBe('Not steady: p95, 9 s')
  const soon = { ...steady, steady: false, checks: [check] }
  expect(steadyLight(soon).words.replaceAll('\u00a0', ' ')).toBe('Steady in about 18 s')
})
