import type { Run } from '@chat-demo/engine'
import { useQuery } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import type { Film } from './film-schema.ts'

const OPEN_MS = 5_000
/** After its end a run's film goes on for a little. */
const SETTLES_MS = 90_000

/** What was kept of a run; null while that is not known, and when nothing was. */
export function useFilm(run: Run, now: number): Film | null {
  const settles = run.endedAt === null || now - Date.parse(run.endedAt) < SETTLES_MS
  const { data } = useQuery({
    queryKey: ['film', run.id],
    queryFn: ({ signal }) => call<{ film: Film | null }>(`/api/v1/runs/${encodeURIComponent(run.id)}/film`, { signal }),
    refetchInterval: settles ? OPEN_MS : false,
  })
  return data?.film ?? null
}
