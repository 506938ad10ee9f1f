import { describe, expect, it } from 'vitest'
import type { WidgetData, WidgetState } from '../../platform/widgets/model.ts'
import { statusOf } from './status.ts'

const NOW = Date.parse('2026-11-23T14:22:44.000Z')
const minute = (at: number) => new Date(at).toISOString().slice(11, 16)
const chart: WidgetData = {
  kind: 'series',
  times: [1],
  stepMs: 10_000,
  series: [{ key: 'a', name: 'a', owner: 'ink', request: 0, unit: null, values: [1] }],
}
const state = (change: Partial<WidgetState> = {}): WidgetState => ({
  asked: true,
  data: chart,
  problem: null,
  newestAt: '2026-11-23T14:22:40.000Z',
  failingSince: null,
  sparse: false,
  everySeconds: 10,
  limited: null,
  ...change,
})
const is = (change: Partial<WidgetState>) => statusOf(state(change), NOW, minute)
const late = { kind: 'timeout' as const, status: null, detail: 'No answer within 10 s' }

describe('how a widget stands', () => {
  it('before and after its first answer', () => {
    expect(statusOf(undefined, NOW, minute).is).toBe('loading')
    expect(is({ asked: false, data: null }).is).toBe('loading')
    expect(is({}).is).toBe('live')
  })

  it('an error says who said what, and keeps what is known', () => {
    const problem = { kind: 'forbidden' as const, status: 403, detail: 'The application key lacks timeseries_query' }
    expect(is({ data: null, problem })).toEqual({
      is: 'error',
      title: 'Datadog said 403',
      detail: 'The application key lacks timeseries_query.',
      canAsk: true,
    })
    expect(is({ problem: late, failingSince: '2026-11-23T14:22:40.000Z' }).is).toBe('live')
  })

  it('stale is said after a minute, with what happens', () => {
    expect(
      is({ problem: late, failingSince: '2026-11-23T14:21:40.000Z', newestAt: '2026-11-23T14:21:30.000Z' }),
    ).toEqual({
      is: 'stale',
      badge: '1\u00a0min old',
      words: 'Datadog answers late, asking every 10\u00a0s.',
    })
    expect(is({ newestAt: '2026-11-23T14:21:30.000Z' })).toMatchObject({ is: 'stale' })
    expect(is({ newestAt: '2026-11-23T14:21:50.000Z' })).toMatchObject({ is: 'live' })
  })

  it('what has points only while something happens is never old', () => {
    expect(is({ newestAt: '2026-11-23T14:00:00.000Z', sparse: true }).is).toBe('live')
  })

  it('empty is an answer with nothing in it', () => {
    expect(is({ data: { ...chart, series: [] } }).is).toBe('empty')
    expect(is({ data: { kind: 'list', rows: [] } }).is).toBe('empty')
  })

  it('limited says how often, until when, and what it was', () => {
    expect(is({ everySeconds: 60, limited: { wasSeconds: 10, until: '2026-11-23T14:31:00.000Z' } })).toEqual({
      is: 'limited',
      words: 'Rate limit: every 60\u00a0s until 14:31, was 10\u00a0s.',
    })
  })
})
