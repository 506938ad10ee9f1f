import { describe, expect, it } from 'vitest'
import { applyBoardDelta, boardDeltas } from './board-diff.ts'
import type { BoardState, WidgetData, WidgetState } from './model.ts'

const chart = (times: number[], values: (number | null)[], name = 'a'): WidgetData => ({
  kind: 'series',
  times,
  stepMs: 10,
  series: [{ key: name, name, owner: 'ink', request: 0, unit: null, values }],
})

const widget = (data: WidgetData | null, change: Partial<WidgetState> = {}): WidgetState => ({
  asked: true,
  data,
  problem: null,
  newestAt: null,
  failingSince: null,
  sparse: false,
  everySeconds: 10,
  limited: null,
  ...change,
})

const board = (widgets: Record<string, WidgetState>, change: Partial<BoardState> = {}): BoardState => ({
  dashboard: 'overview',
  title: 'Overview',
  description: null,
  path: null,
  span: '5m',
  views: [],
  widgets,
  problem: null,
  loaded: true,
  ...change,
})

const through = (before: BoardState, after: BoardState) => boardDeltas(before, after).reduce(applyBoardDelta, before)

describe('what changed on a dashboard', () => {
  it('is nothing when nothing did', () => {
    expect(boardDeltas(board({ a: widget(chart([10], [1])) }), board({ a: widget(chart([10], [1])) }))).toEqual([])
  })

  it('of a chart is its new points, those that were corrected, and where it begins', () => {
    const before = board({ a: widget(chart([10, 20, 30], [1, 2, 3])) })
    const after = board({ a: widget(chart([20, 30, 40], [2, 4, 5]), { newestAt: 'now' }) })
    const [delta, ...more] = boardDeltas(before, after)
    expect(more).toEqual([])
    expect(delta).toMatchObject({ kind: 'points', id: 'a', from: 20, times: [30, 40], values: [[4, 5]] })
    expect(through(before, after)).toEqual(after)
  })

  it('of a chart that became shorter is what is left of it', () => {
    const before = board({ a: widget(chart([10, 20, 30], [1, 2, 3])) })
    const after = board({ a: widget(chart([10, 20], [1, 2])) })
    expect(through(before, after)).toEqual(after)
  })

  it('of a chart with other series, or after a long time, is the whole', () => {
    const before = board({ a: widget(chart([10], [1])) })
    for (const data of [chart([10], [1], 'b'), chart([50], [1]), null]) {
      const after = board({ a: widget(data) })
      expect(boardDeltas(before, after)[0]?.kind).toBe('widget')
      expect(through(before, after)).toEqual(after)
    }
  })

  it('without new points is still told: its age and its problem', () => {
    const before = board({ a: widget(chart([10], [1])) })
    const after = board({ a: widget(chart([10], [1]), { failingSince: 'then' }) })
    expect(boardDeltas(before, after)[0]).toMatchObject({ kind: 'points', times: [] })
    expect(through(before, after)).toEqual(after)
  })

  it('of its definition is told once, and what is gone leaves', () => {
    const before = board({ a: widget(null), b: widget(null) })
    const after = board({ b: widget(null) }, { title: 'Another' })
    expect(boardDeltas(before, after).map(delta => delta.kind)).toEqual(['board', 'gone'])
    expect(through(before, after)).toEqual(after)
  })
})
