import type { Answer } from './answers.ts'
import { isSparse } from './asks.ts'
import { checkRows, searchedMonitors, searchedSlos, sloRow } from './judged-data.ts'
import { listRows } from './list-data.ts'
import { newestTime, rowsData, seriesData } from './metrics-data.ts'
import type { WidgetData, WidgetState } from './model.ts'
import type { WidgetPlan } from './plan.ts'
import type { AskState, Pacing } from './scheduler.ts'

/** What a widget shows, of the answers to its asks. */
export function widgetState(plan: WidgetPlan, states: readonly AskState[], pacing: Pacing): WidgetState {
  const asked = states.every(state => state.answer !== null || state.problem !== null)
  const problem = states.find(state => state.problem !== null)?.problem ?? null
  const data = dataOf(
    plan,
    states.map(state => state.answer),
  )
  const answeredAt = Math.max(0, ...states.map(state => state.answeredAt ?? 0))
  const failing = states.flatMap(state => state.failingSince ?? [])
  return {
    asked,
    data,
    problem,
    newestAt: newestOf(data, answeredAt),
    failingSince: failing.length > 0 ? new Date(Math.min(...failing)).toISOString() : null,
    sparse: plan.requests.some(request => isSparse(request.queries)),
    everySeconds: Math.round(pacing.everyMs / 1000),
    limited: pacing.limited && {
      wasSeconds: Math.round(pacing.limited.wasMs / 1000),
      until: pacing.limited.until === null ? null : new Date(pacing.limited.until).toISOString(),
    },
  }
}

function dataOf(plan: WidgetPlan, answers: readonly (Answer | null)[]): WidgetData | null {
  const [first] = answers
  if (!answers.some(answer => answer !== null)) return null
  const series = answers.map(answer => (answer?.kind === 'timeseries' ? answer.value : null))
  const scalars = answers.map(answer => (answer?.kind === 'scalar' ? answer.value : null))
  const { view, requests } = plan
  switch (view.kind) {
    case 'timeseries':
    case 'alert_graph':
      return { kind: 'series', ...seriesData(series, requests, view.formulas) }
    case 'query_value':
    case 'alert_value': {
      const number = scalars[0]?.numbers[0]
      const value = number?.values.find(one => one !== null) ?? null
      const unit = view.formulas[0]?.unit ?? number?.unit ?? null
      return { kind: 'value', value, unit, ...seriesData(series.slice(1), requests, view.formulas) }
    }
    case 'toplist':
    case 'query_table':
      return rowsData(scalars, requests, view.formulas)
    default:
      return first ? listData(plan, first) : null
  }
}

function listData({ view, asks }: WidgetPlan, answer: Answer): WidgetData | null {
  const [ask] = asks
  switch (answer.kind) {
    case 'list':
      return ask && 'spanMs' in ask && 'query' in ask
        ? { kind: 'list', rows: listRows(ask.kind, answer.value, view.columns) }
        : null
    case 'monitor-search':
      return searchedMonitors(answer.value)
    case 'monitor-list':
      return checkRows(view.text ?? '', view.title, answer.value)
    case 'slo-search':
      return searchedSlos(answer.value)
    case 'slo':
      return ask?.kind === 'slo' ? { kind: 'slos', rows: [sloRow(ask.id, ask.window, answer.value)] } : null
    default:
      return null
  }
}

/** A bucket is as new as its end, but never newer than the answer that told it. */
function newestOf(data: WidgetData | null, answeredAt: number): string | null {
  if (data?.kind !== 'series' && data?.kind !== 'value') return null
  const newest = newestTime(data)
  return newest === null ? null : new Date(Math.min(newest + data.stepMs, answeredAt)).toISOString()
}
