import type { Cancel } from '@chat-demo/engine'
import type { Boards, WatchedBoard } from '../widgets/boards.ts'
import type { BoardState, WidgetData, WidgetState } from '../widgets/model.ts'

const SPAN = '15m'

/** Follows the dashboards that the present step's gates look at, and no others. */
export class WatchedBoards {
  readonly #boards: Pick<Boards, 'watch'> | null
  readonly #onChange: () => void
  #watched = new Map<string, WatchedBoard>()

  constructor(boards: Pick<Boards, 'watch'> | null, onChange: () => void) {
    this.#boards = boards
    this.#onChange = onChange
  }

  /** From now on these, by their keys. */
  want(dashboards: ReadonlySet<string>): void {
    for (const [key, board] of this.#watched) {
      if (dashboards.has(key)) continue
      board.close()
      this.#watched.delete(key)
    }
    for (const key of dashboards) {
      if (this.#watched.has(key) || !this.#boards) continue
      this.#watched.set(key, this.#boards.watch(key, SPAN, this.#onChange))
    }
  }

  /** Time of the newest data of `dashboard/title`; null without any, undefined while it is not known. */
  newestPoint(widget: string, now: number): string | null | undefined {
    const slash = widget.indexOf('/')
    const state = this.#watched.get(widget.slice(0, slash))?.snapshot()
    const found = state && widgetOf(state, widget.slice(slash + 1))
    if (!found?.asked) return undefined
    // A list or a table has no points: what stands in it was found just now.
    return found.newestAt ?? (found.data && hasRows(found.data) ? new Date(now).toISOString() : null)
  }

  close: Cancel = () => this.want(new Set())
}

function widgetOf(state: BoardState, title: string): WidgetState | undefined {
  const views = state.views.flatMap(view => [view, ...view.children])
  const id = views.find(view => view.title === title)?.id
  return id === undefined ? undefined : state.widgets[id]
}

const hasRows = (data: WidgetData): boolean =>
  'rows' in data ? data.rows.length > 0 : data.kind === 'value' && data.value !== null
