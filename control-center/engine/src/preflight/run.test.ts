import { describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { fine, look, type Preflight } from './check.ts'
import { type Look, takeLooks } from './run.ts'
import { preflightSummary, preflightText, preflightVerdict } from './words.ts'

const one = (id: string, take: Look['take'], more: Partial<Look> = {}): Look => ({
  id,
  group: 'platforms',
  title: `Look at ${id}`,
  otherwise: 'look there',
  take,
  ...more,
})

describe('looks', () => {
  it('are taken at once, each with its time', async () => {
    const clock = new ManualClock()
    const later = (milliseconds: number) => () =>
      new Promise<ReturnType<typeof fine>>(resolve => clock.after(milliseconds, () => resolve(fine('there'))))
    const running = takeLooks([one('a', later(2_000)), one('b', later(3_000))], clock)
    await clock.advance(3_000)
    const { ready, tookMs, checks } = await running
    expect({ ready, tookMs, took: checks.map(check => check.tookMs) }).toEqual({
      ready: true,
      tookMs: 3_000,
      took: [2_000, 3_000],
    })
  })

  it('that fail say why and what to do, and do not stop the others', async () => {
    const away = one('a', () => Promise.reject(new Error('the connection is refused')))
    const { ready, checks } = await takeLooks([away, one('b', () => fine('there'))], new ManualClock())
    expect(ready).toBe(false)
    expect(checks).toMatchObject([
      { state: 'fail', found: 'the connection is refused', todo: 'look there' },
      { state: 'ok', found: 'there', todo: null },
    ])
  })

  it('that take too long are given up and told so', async () => {
    const clock = new ManualClock()
    let aborted = false
    const never = one(
      'a',
      signal => {
        signal.addEventListener('abort', () => {
          aborted = true
        })
        return new Promise(() => {})
      },
      { timeoutMs: 4_000 },
    )
    const running = takeLooks([never], clock)
    await clock.advance(4_000)
    expect((await running).checks).toMatchObject([{ state: 'fail', found: 'no answer within 4 s' }])
    expect(aborted).toBe(true)
  })
})

describe('the verdict', () => {
  it('is ready although something deserves a look', async () => {
    const result = await takeLooks(
      [one('a', () => look('off', 'turn it on')), one('b', () => fine('there'))],
      new ManualClock(),
    )
    expect(preflightVerdict(result)).toBe('Ready')
    expect(preflightSummary(result)).toBe('1 deserves a look. 1 are fine. Took 0.0 s.')
  })

  it('is printed group by group, with what to do', async () => {
    const result: Preflight = await takeLooks(
      [one('a', () => Promise.reject(new Error('gone'))), one('b', () => fine('there'), { group: 'chaos' })],
      new ManualClock(),
    )
    expect(preflightText(result).split('\n')).toEqual([
      'Platforms',
      '  ✗ Look at a  gone  0.0 s',
      '      → look there',
      'Chaos',
      '  ✓ Look at b  there  0.0 s',
      '',
      'Not ready: 1 check would fail on stage. 1 are fine. Took 0.0 s.',
    ])
  })
})
