import type { BoardDelta, BoardState, WidgetState } from './model.ts'

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** What turns one state of a dashboard into the next. Charts send only the points that are new or different. */
export function boardDeltas(before: BoardState, after: BoardState): BoardDelta[] {
  const deltas: BoardDelta[] = []
  const { widgets: old, ...was } = before
  const { widgets, ...value } = after
  if (!same(was, value)) deltas.push({ kind: 'board', value })
  for (const [id, state] of Object.entries(widgets)) {
    const known = old[id]
    if (known !== state && !same(known, state))
      deltas.push((known && pointsOf(id, known, state)) ?? { kind: 'widget', id, value: state })
  }
  const gone = Object.keys(old).filter(id => !(id in widgets))
  if (gone.length > 0) deltas.push({ kind: 'gone', ids: gone })
  return deltas
}

type Charted = Extract<NonNullable<WidgetState['data']>, { series: unknown }>

const charted = (state: WidgetState): Charted | null => (state.data && 'series' in state.data ? state.data : null)

/** The tail of a chart from the first point that differs; null when its series are others than before. */
function pointsOf(id: string, before: WidgetState, after: WidgetState): BoardDelta | null {
  const [old, next] = [charted(before), charted(after)]
  if (!old || !next || next.times.length === 0 || old.times.length === 0) return null
  const keys = (data: Charted) => JSON.stringify(data.series.map(({ values: _, ...rest }) => rest))
  if (old.kind !== next.kind || keys(old) !== keys(next)) return null
  const from = next.times[0] ?? 0
  const offset = old.times.indexOf(from)
  if (offset === -1) return null
  let first = 0
  while (first < next.times.length && samePoint(old, offset + first, next, first)) first++
  const value = { ...after, data: { ...next, times: [], series: next.series.map(one => ({ ...one, values: [] })) } }
  return {
    kind: 'points',
    id,
    value,
    from,
    keep: first,
    times: next.times.slice(first),
    values: next.series.map(one => one.values.slice(first)),
  }
}

function samePoint(old: Charted, before: number, next: Charted, after: number): boolean {
  if (old.times[before] !== next.times[after]) return false
  return next.series.every((one, index) => one.values[after] === old.series[index]?.values[before])
}

/** The state after one delta; what did not change keeps its identity. */
export function applyBoardDelta(state: BoardState, delta: BoardDelta): BoardState {
  switch (delta.kind) {
    case 'board':
      return { ...delta.value, widgets: state.widgets }
    case 'widget':
      return { ...state, widgets: { ...state.widgets, [delta.id]: delta.value } }
    case 'points': {
      const known = state.widgets[delta.id]
      const value = known ? withPoints(known, delta) : delta.value
      return { ...state, widgets: { ...state.widgets, [delta.id]: value } }
    }
    case 'gone':
      return {
        ...state,
        widgets: Object.fromEntries(Object.entries(state.widgets).filter(([id]) => !delta.ids.includes(id))),
      }
    default:
      // A newer server may send what this page does not know yet.
      return state
  }
}

function withPoints(known: WidgetState, delta: Extract<BoardDelta, { kind: 'points' }>): WidgetState {
  const [old, next] = [charted(known), charted(delta.value)]
  if (!old || !next) return delta.value
  const kept = old.times
    .map((at, index) => ({ at, index }))
    .filter(({ at }) => at >= delta.from)
    .slice(0, delta.keep)
  const data: Charted = {
    ...next,
    times: [...kept.map(({ at }) => at), ...delta.times],
    series: next.series.map((one, index) => ({
      ...one,
      values: [...kept.map(place => old.series[index]?.values[place.index] ?? null), ...(delta.values[index] ?? [])],
    })),
  }
  return { ...delta.value, data }
}
