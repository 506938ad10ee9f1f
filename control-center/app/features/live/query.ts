import { type QueryClient, skipToken, useQuery } from '@tanstack/react-query'
import type { LiveState } from '../../platform/live-state.ts'

const LIVE_KEY = ['live']

/** Puts a whole snapshot in the place of what the page knows. */
export function putSnapshot(client: QueryClient, snapshot: LiveState): void {
  client.setQueryData(LIVE_KEY, snapshot)
}

/** Changes what the page knows; without a snapshot there is nothing to change yet. */
export function changeLive(client: QueryClient, change: (state: LiveState) => LiveState): void {
  client.setQueryData<LiveState>(LIVE_KEY, state => state && change(state))
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
