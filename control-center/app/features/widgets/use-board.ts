import { useMemo, useRef } from 'react'
import type { BoardState, Span } from '../../platform/widgets/model.ts'
import { useTints } from '../charts/use-span.ts'
import { useNow, useWatchBoard } from '../live/live-context.tsx'
import { useBoardState } from '../live/query.ts'
import type { BoardPage } from './board-context.tsx'
import { spanMs } from './spans.ts'

/** A dashboard, followed while the component is on the page; while it is paused it stands still. */
export function useBoard(
  dashboard: string,
  span: Span,
  paused: boolean,
): { state: BoardState | undefined; page: BoardPage } {
  useWatchBoard({ dashboard, span })
  const live = useBoardState({ dashboard, span })
  const now = useNow()
  const kept = useRef(live)
  if (!paused || kept.current?.span !== span || kept.current.dashboard !== dashboard) kept.current = live
  const state = kept.current
  const to = newestOf(state) ?? Math.floor(now / 10_000) * 10_000
  const from = to - spanMs(span)
  const tints = useTints(from, to)
  // The clock ticks each second: what did not change must stay the same object, or every widget is drawn again.
  const page = useMemo(() => ({ dashboard, span, range: { from, to }, tints }), [dashboard, span, from, to, tints])
  return { state, page }
}

/** The end of the newest bucket of any chart: all charts of a page share their right edge. */
function newestOf(state: BoardState | undefined): number | null {
  const ends = Object.values(state?.widgets ?? {}).flatMap(({ data }) =>
    data && 'times' in data && data.times.length > 0 ? [(data.times.at(-1) ?? 0) + data.stepMs] : [],
  )
  return ends.length > 0 ? Math.max(...ends) : null
}
