import { describe, expect, it } from 'vitest'
import { run } from '../live/testing.ts'
import { runTints } from './run-tint.ts'

const at = (clock: string) => Date.parse(`2026-11-23T${clock}.000Z`)
const iso = (clock: string) => `2026-11-23T${clock}.000Z`
const from = at('14:18:00')
const to = at('14:23:00')

describe('runTints', () => {
  it('reaches from the injection to the right edge while the run is active', () => {
    expect(runTints([run()], from, to)).toEqual([
      {
        id: 'run-1',
        title: 'Worker crash',
        injectedAt: at('14:21:50'),
        active: [at('14:21:50'), to],
        healAt: null,
        recovering: null,
        provenAt: null,
      },
    ])
  })

  it('turns to recovering at the heal and ends with the proof', () => {
    const healed = run({ state: 'healed', healRequestedAt: iso('14:22:20'), endedAt: iso('14:22:58') })
    expect(runTints([healed], from, to)[0]).toMatchObject({
      active: [at('14:21:50'), at('14:22:20')],
      healAt: at('14:22:20'),
      recovering: [at('14:22:20'), at('14:22:58')],
      provenAt: at('14:22:58'),
    })
  })

  it('draws no green line under a run that was not healed', () => {
    const failed = run({ state: 'not-healed', healRequestedAt: iso('14:22:20'), endedAt: iso('14:22:58') })
    expect(runTints([failed], from, to)[0]?.provenAt).toBeNull()
  })

  it('clips what began before the span and draws no edge for it', () => {
    const early = run({ activeAt: iso('14:10:00') })
    expect(runTints([early], from, to)[0]).toMatchObject({ injectedAt: null, active: [from, to] })
  })

  it('leaves out runs beyond the span and runs that never became active', () => {
    const before = run({ activeAt: iso('14:01:00'), healRequestedAt: iso('14:02:00'), endedAt: iso('14:03:00') })
    expect(runTints([before, run({ activeAt: null })], from, to)).toEqual([])
  })

  it('gives the oldest first', () => {
    const first = run({
      id: 'a',
      activeAt: iso('14:19:00'),
      healRequestedAt: iso('14:19:30'),
      endedAt: iso('14:20:00'),
    })
    expect(runTints([run({ id: 'b' }), first], from, to).map(tint => tint.id)).toEqual(['a', 'b'])
  })
})
