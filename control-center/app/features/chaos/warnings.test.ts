import { expect, it } from 'vitest'
import { liveState, scenario } from '../live/testing.ts'
import { warningsFor } from './warnings.ts'

const quiet = liveState()

it('has nothing against an injection into a steady system with traffic and a baseline', () => {
  expect(warningsFor(scenario(), quiet)).toEqual([])
})

it('names each thing that is missing', () => {
  const warnings = warningsFor(scenario(), {
    traffic: { ...quiet.traffic, profile: 'off' },
    steady: { steady: false, checks: [], baseline: null, baselineProblem: '24 of 60 messages' },
  })
  expect(warnings).toHaveLength(3)
  expect(warnings[1]).toContain('No baseline yet: 24 of 60 messages')
})

it('does not ask for traffic where it is not known', () => {
  expect(warningsFor(scenario(), { ...quiet, traffic: { ...quiet.traffic, profile: null } })).toEqual([])
})
