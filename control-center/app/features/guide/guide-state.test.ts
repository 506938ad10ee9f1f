import { describe, expect, it } from 'vitest'
import { liveState, run, scenario } from '../live/testing.ts'
import { guidedRun, guideSteps, nextThings } from './guide-state.ts'

const seen = (count: number) =>
  run().evidence.map((one, index) => ({ ...one, seenAfterSeconds: index < count ? 5 : null }))
const states = (...args: Parameters<typeof guideSteps>) => guideSteps(...args).map(step => step.state)

describe('guideSteps', () => {
  it('turns a step green with the evidence of its source and goes on to the next', () => {
    expect(states(scenario(), run({ evidence: seen(0) }))).toEqual(['now', 'later', 'later', 'later'])
    expect(states(scenario(), run({ evidence: seen(2) }))).toEqual(['seen', 'seen', 'now', 'later'])
    expect(states(scenario(), run({ evidence: seen(3) }))).toEqual(['seen', 'seen', 'seen', 'now'])
  })

  it('looks at the proof after the heal, whatever was not seen', () => {
    const recovering = run({ state: 'recovering', healRequestedAt: '2026-11-23T14:22:20.000Z', evidence: seen(1) })
    expect(states(scenario(), recovering)).toEqual(['seen', 'later', 'later', 'now'])
    expect(states(scenario(), { ...recovering, state: 'healed', evidence: seen(3) })).toEqual([
      'seen',
      'seen',
      'seen',
      'seen',
    ])
  })

  it('asks for all evidence where the guide points at it', () => {
    const all = scenario({ guide: [{ look: 'Evidence', where: 'evidence', why: '' }] })
    expect(states(all, run({ evidence: seen(2) }))).toEqual(['now'])
    expect(states(all, run({ evidence: seen(3) }))).toEqual(['seen'])
  })
})

describe('nextThings', () => {
  const of = (change: Parameters<typeof liveState>[0]) => nextThings(liveState(change))
  const quiet = liveState()

  it('begins with traffic', () => {
    const things = of({
      traffic: { ...quiet.traffic, profile: 'off' },
      steady: { steady: null, checks: [], baseline: null, baselineProblem: '0 of 60 messages' },
    })
    expect(things.map(thing => thing.state)).toEqual(['now', 'later', 'later'])
  })

  it('shows how far the baseline is', () => {
    const things = of({ steady: { steady: null, checks: [], baseline: null, baselineProblem: '24 of 60 messages' } })
    expect(things[0]).toMatchObject({ state: 'seen', detail: 'light, 1 /s' })
    expect(things[1]).toMatchObject({ state: 'now', part: 0.4, detail: '24 of 60 messages' })
  })

  it('is ready to inject once there is a baseline', () => {
    expect(of({}).map(thing => thing.state)).toEqual(['seen', 'seen', 'now'])
  })

  it('says why traffic cannot be turned on', () => {
    const things = of({ traffic: { ...quiet.traffic, profile: null, problem: 'traffic does not answer' } })
    expect(things[0]).toMatchObject({ state: 'now', detail: 'Traffic does not answer.' })
  })
})

it('follows the open run before one that has ended', () => {
  const ended = run({ id: 'ended', state: 'healed' })
  expect(guidedRun([ended, run({ id: 'open' })])?.id).toBe('open')
  expect(guidedRun([ended])?.id).toBe('ended')
  expect(guidedRun([])).toBeNull()
})
