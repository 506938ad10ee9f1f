import { describe, expect, it } from 'vitest'
import { run } from '../live/testing.ts'
import { activeSeconds, promisesKept, recoveringSeconds, runBadge, runsWithCard, selfHeal } from './run-words.ts'

const now = Date.parse('2026-11-23T14:22:44.000Z')
const healRequestedAt = '2026-11-23T14:22:20.000Z'
const endedAt = '2026-11-23T14:22:40.000Z'

describe('a run in words', () => {
  it('counts from the injection while active and stops at the heal', () => {
    expect(activeSeconds(run(), now)).toBe(54)
    expect(activeSeconds(run({ state: 'recovering', healRequestedAt }), now)).toBe(30)
    expect(activeSeconds(run({ state: 'injecting', activeAt: null }), now)).toBe(55)
  })

  it('counts the recovery from the heal to its proof', () => {
    expect(recoveringSeconds(run(), now)).toBeNull()
    expect(recoveringSeconds(run({ state: 'recovering', healRequestedAt }), now)).toBe(24)
    expect(recoveringSeconds(run({ state: 'not-healed', healRequestedAt, endedAt }), now)).toBe(20)
    expect(recoveringSeconds(run({ state: 'healed', healRequestedAt, endedAt, recoverySeconds: 19.4 }), now)).toBe(19.4)
  })

  it('says how much of its time is left', () => {
    expect(selfHeal(run(), now)).toEqual({ seconds: 126, part: 0.7 })
    expect(selfHeal(run({ until: '2026-11-23T14:22:00.000Z' }), now)).toEqual({ seconds: 0, part: 0 })
  })

  it('has a badge for each state', () => {
    expect(runBadge(run({ state: 'injecting' }), now)).toMatchObject({ tone: 'warn', text: 'Injecting' })
    expect(runBadge(run(), now)).toMatchObject({ tone: 'bad', text: 'Active 0:54' })
    expect(runBadge(run({ state: 'recovering', healRequestedAt }), now).text).toBe('Recovering 0:24')
    expect(runBadge(run({ state: 'healed' }), now)).toMatchObject({ tone: 'ok', text: 'Healed' })
    expect(runBadge(run({ state: 'not-healed' }), now)).toMatchObject({ tone: 'bad', text: 'Not healed' })
  })

  it('counts a promise as kept only when it was seen in time', () => {
    const [first, second, third] = run().evidence
    if (!first || !second || !third) throw new Error('the sample run has three promises')
    const evidence = [
      { ...first, withinSeconds: 10, seenAfterSeconds: 10 },
      { ...second, withinSeconds: 10, seenAfterSeconds: 11 },
      third,
    ]
    expect(promisesKept(run({ evidence }))).toBe(1)
  })
})

describe('runsWithCard', () => {
  const healed = (id: string, at: string) => run({ id, state: 'healed', endedAt: at })

  it('keeps open runs and what ended in the last two minutes', () => {
    const runs = [run(), healed('just', '2026-11-23T14:21:00.000Z'), healed('old', '2026-11-23T14:20:00.000Z')]
    expect(runsWithCard(runs, now).map(one => one.id)).toEqual(['run-1', 'just'])
  })

  it('keeps the last run as long as it is not healed, and no older one', () => {
    const failed = (id: string) => run({ id, state: 'not-healed', endedAt: '2026-11-23T10:00:00.000Z' })
    expect(runsWithCard([run(), failed('last'), failed('before')], now).map(one => one.id)).toEqual(['run-1', 'last'])
    const after = healed('later', '2026-11-23T12:00:00.000Z')
    expect(runsWithCard([after, failed('last')], now)).toEqual([])
  })
})
