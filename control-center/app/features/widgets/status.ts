import type { WidgetProblem, WidgetState } from '../../platform/widgets/model.ts'
import { age, NBSP, sentence } from '../format/format.ts'

/** Older than this is worth a word. */
export const STALE_SECONDS = 60

export type WidgetStatus =
  | { is: 'loading' }
  | { is: 'error'; title: string; detail: string; canAsk: boolean }
  | { is: 'empty' }
  | { is: 'stale'; badge: string; words: string }
  | { is: 'limited'; words: string }
  | { is: 'live' }

/** How a widget stands, the worst first. `now` is the server's time in milliseconds. */
export function statusOf(state: WidgetState | undefined, now: number, minute: (at: number) => string): WidgetStatus {
  if (!state?.asked && !state?.data) return { is: 'loading' }
  const { data, problem } = state
  if (problem && data === null) return { is: 'error', ...problemWords(problem), canAsk: problem.kind !== 'limited' }
  if (problem?.kind === 'limited')
    return { is: 'limited', words: limitWords(state, minute) ?? sentence(problem.detail) }
  if (problem && state.failingSince !== null && now - Date.parse(state.failingSince) > STALE_SECONDS * 1000) {
    const old = (now - Date.parse(state.newestAt ?? state.failingSince)) / 1000
    return {
      is: 'stale',
      badge: `${age(old)} old`,
      words: `${problemWords(problem).title}, asking every ${every(state)}.`,
    }
  }
  if (isEmpty(state)) return { is: 'empty' }
  if (state.newestAt !== null && !state.sparse) {
    const old = (now - Date.parse(state.newestAt)) / 1000
    if (old > STALE_SECONDS + stepSeconds(state)) {
      return { is: 'stale', badge: `${age(old)} old`, words: `No newer point yet, asking every ${every(state)}.` }
    }
  }
  const limited = limitWords(state, minute)
  return limited ? { is: 'limited', words: limited } : { is: 'live' }
}

const every = (state: WidgetState) => `${state.everySeconds}${NBSP}s`

function limitWords(state: WidgetState, minute: (at: number) => string): string | null {
  if (!state.limited) return null
  const until = state.limited.until === null ? '' : ` until ${minute(Date.parse(state.limited.until))}`
  return `Rate limit: every ${every(state)}${until}, was ${state.limited.wasSeconds}${NBSP}s.`
}

const stepSeconds = ({ data }: WidgetState) => (data && 'stepMs' in data ? data.stepMs / 1000 : 0)

/** There is an answer, and nothing in it. Monitors and checks say themselves that there are none. */
export function isEmpty({ data }: WidgetState): boolean {
  switch (data?.kind) {
    case 'series':
      return data.series.every(one => one.values.every(value => value === null))
    case 'value':
      return data.value === null
    case 'rows':
    case 'list':
    case 'monitors':
    case 'slos':
    case 'checks':
      return data.rows.length === 0
    default:
      return data === null
  }
}

/** Who said what, and what to change. */
export function problemWords({ kind, status, detail }: WidgetProblem): { title: string; detail: string } {
  if (kind === 'timeout') return { title: 'Datadog answers late', detail: sentence(detail) }
  if (kind === 'unreachable') return { title: 'Datadog is away', detail: sentence(detail) }
  if (status === null || status === 200)
    return { title: kind === 'missing' ? 'Not there' : 'Datadog could not answer', detail: sentence(detail) }
  return { title: `Datadog said ${status}`, detail: sentence(detail) }
}
