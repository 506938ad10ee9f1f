import { type QueryClient, skipToken, useQuery } from '@tanstack/react-query'
import type { LiveState } from '../../platform/live-state.ts'
import type { BoardState } from '../../platform/widgets/model.ts'
import type { BoardKey } from './watched-board.ts'

const LIVE_KEY = ['live']

/** Puts a whole snapshot in the place of what the page knows. */
export function putSnapshot(client: QueryClient, snapshot: LiveState): void {
  client.setQueryData(LIVE_KEY, snapshot)
}

/** Changes what the page knows; without a snapshot there is nothing to change yet. */
export function changeLive(client: QueryClient, change: (state: LiveState) => LiveState): void {
  client.setQueryData<LiveState>(LIVE_KEY, state => state && change(state))
}

const boardKey = ({ dashboard, span }: BoardKey) => ['board', dashboard, span]

export function putBoard(client: QueryClient, key: BoardKey, state: BoardState): void {
  client.setQueryData(boardKey(key), state)
}

export function changeBoard(client: QueryClient, key: BoardKey, change: (state: BoardState) => BoardState): void {
  client.setQueryData<BoardState>(boardKey(key), state => state && change(state))
}

/** What is known of a dashboard, whatever its span; undefined when no page has looked at it. */
export function newestBoard(client: QueryClient, dashboard: string): BoardState | undefined {
  return client
    .getQueriesData<BoardState>({ queryKey: ['board', dashboard] })
    .flatMap(([, state]) => state ?? [])
    .at(-1)
}

/** What the stream has told of a dashboard; undefined before it has. */
export function useBoardState(key: BoardKey): BoardState | undefined {
  return useQuery<BoardState>({
    queryKey: boardKey(key),
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
  }).data
}

/** A part of the live state. The component is drawn again only when that part changes. */
export function useLive<T>(select: (state: LiveState) => T): T {
  const { data } = useQuery({
    queryKey: LIVE_KEY,
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    select: (state: LiveState) => ({ part: select(state) }),
  })
  if (!data) throw new Error('The live state is missing: this page is not inside the layout whose loader provides it.')
  return data.part
}
