import { createContext, useContext } from 'react'
import type { Span, WidgetView } from '../../platform/widgets/model.ts'
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

/** What a chart of the page covers: the page's range, or as much before its right edge as the widget says itself. */
export function useRange({ ownSpanMs }: Pick<WidgetView, 'ownSpanMs'>): BoardPage['range'] {
  const { range } = useBoardPage()
  return ownSpanMs === null ? range : { from: range.to - ownSpanMs, to: range.to }
}
