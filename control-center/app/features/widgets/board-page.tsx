import { type ReactNode, useState } from 'react'
import type { BoardState, Span } from '../../platform/widgets/model.ts'
import { useAddress } from '../../ui/use-address.ts'
import { BoardBar } from './board-bar.tsx'
import { BoardPageContext } from './board-context.tsx'
import { BoardGrid } from './board-grid.tsx'
import { BoardLoading, BoardProblem } from './board-states.tsx'
import { spanOf } from './spans.ts'
import { useBoard } from './use-board.ts'

interface BoardProps {
  dashboard: string
  /** The time range unless the address asks for another. */
  ownSpan: Span
  /** Cards of our own between the groups. */
  after?: Record<number, ReactNode>
  /** What stands while there is no dashboard to put it into. */
  otherwise?: ReactNode
}

/** One of Datadog's dashboards, live: its bar and its widgets. */
export function Board({ dashboard, ownSpan, after = {}, otherwise }: BoardProps) {
  const [search, change] = useAddress()
  const [paused, setPaused] = useState(false)
  const span = spanOf(search.get('span'), ownSpan)
  const { state, page } = useBoard(dashboard, span, paused)
  return (
    <BoardPageContext.Provider value={page}>
      <BoardBar
        state={state}
        span={span}
        onSpan={next => change({ span: next === ownSpan ? '' : next })}
        paused={paused}
        onPause={() => setPaused(value => !value)}
      />
      <Content state={state} after={after} otherwise={otherwise} />
    </BoardPageContext.Provider>
  )
}

function Content({
  state,
  after,
  otherwise,
}: { state: BoardState | undefined } & Pick<BoardProps, 'after' | 'otherwise'>) {
  if (!state || (!state.loaded && !state.problem)) {
    return (
      <>
        <BoardLoading />
        {otherwise}
      </>
    )
  }
  return (
    <>
      {state.problem && <BoardProblem problem={state.problem} />}
      {state.loaded ? <BoardGrid state={state} after={after} /> : otherwise}
    </>
  )
}
