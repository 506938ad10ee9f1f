import { useMemo } from 'react'
import type { LiveState } from '../../platform/live-state.ts'
import { useLive } from '../live/query.ts'
import { type RunTint, runTints } from './run-tint.ts'

const SPAN_MS = 5 * 60_000

export interface SharedSpan {
  span: { from: number; to: number }
  tints: RunTint[]
}

/** What all charts of the page share: five minutes up to the newest point of any of them, and the runs in them. */
export function useSharedSpan(): SharedSpan {
  return useLive(sharedSpan)
}

export function sharedSpan(state: LiveState): SharedSpan {
  const newest = [state.queue.history.at(-1)?.at, state.chat.history.at(-1)?.at].filter(at => at !== undefined)
  const to = newest.length > 0 ? Math.max(...newest.map(at => Date.parse(at))) : Date.parse(state.serverTime)
  const from = to - SPAN_MS
  return { span: { from, to }, tints: runTints(state.runs, from, to) }
}

/** Runs within a span that is the page's own. */
export function useTints(from: number, to: number): RunTint[] {
  const runs = useLive(state => state.runs)
  return useMemo(() => runTints(runs, from, to), [runs, from, to])
}
