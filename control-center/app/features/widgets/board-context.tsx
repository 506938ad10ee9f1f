import { createContext, useContext } from 'react'
import type { Span } from '../../platform/widgets/model.ts'
import type { RunTint } from '../charts/run-tint.ts'

/** What all widgets of a page share. */
export interface BoardPage {
  dashboard: string
  span: Span
  /** Milliseconds of the charts: the newest point of any of them is the right edge. */
  range: { from: number; to: number }
  tints: RunTint[]
}

export const BoardPageContext = createContext<BoardPage | null>(null)

export function useBoardPage(): BoardPage {
  const page = useContext(BoardPageContext)
  if (!page) throw new Error('A widget stands outside of a dashboard: it has no time range.')
  return page
}
