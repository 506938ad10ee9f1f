import { describe, expect, it } from 'vitest'
import { run } from '../live/testing.ts'
import { evidenceScale, evidenceVerdict, headline, summary } from './report-view.ts'

const [pods, queue, timeouts] = run().evidence
if (!pods || !queue || !timeouts) throw new Error('the sample run has three promises')
const evidence = [{ ...pods, seenAfterSeconds: 2 }, { ...queue, seenAfterSeconds: 28 }, timeouts]
const healed = run({ state: 'healed', evidence })
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('a report', () => {
  it('says in one line what became of the run', () => {
    expect(headline(healed)).toBe('Worker crash: healed, nothing was lost')
    expect(headline(run({ state: 'healed', requests: null }))).toBe('Worker crash: healed')
    expect(headline(run({ state: 'not-healed' }))).toBe('Worker crash: not healed')
    expect(headline(run())).toBe('Worker crash: active')
  })

  it('says what the headline rests on', () => {
    expect(plain(summary(healed))).toBe(
      '1 of 3 promises were kept. 0 worker pods was seen first, 2 s after the change. 38 questions timed out, 0 failed, 0 were lost.',
    )
  })

  it('repeats what somebody else changed', () => {
    const outcome = { code: 'changed_by_others' as const, detail: 'Replicas are 3, ours were 0.' }
    expect(summary(run({ state: 'not-healed', outcome }))).toContain(
      'Somebody else changed it meanwhile. Replicas are 3, ours were 0.',
    )
  })

  it('gives each promise its verdict', () => {
    expect(evidence.map(one => plain(evidenceVerdict(one, healed).text))).toEqual(['Kept', 'Late by 8 s', 'Not seen'])
    expect(evidenceVerdict(timeouts, run()).text).toBe('Not yet')
  })

  it('draws all bars on one scale', () => {
    expect(evidenceScale(evidence)).toBe(70)
    expect(evidenceScale([])).toBe(20)
  })
})
