import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { ApiError } from '../api/problem.ts'

export interface Insight<T> {
  data: T | undefined
  /** Why the last question was not answered; null while they are. */
  problem: { title: string; detail: string } | null
  /** Asks again now. */
  again: () => void
  asking: boolean
}

/** Something that the server asks Datadog for, asked again every `everyMs` while it is on the page. */
export function useInsight<T>(path: string | null, everyMs: number): Insight<T> {
  const query = useQuery({
    queryKey: ['insight', path],
    queryFn: ({ signal }) => call<T>(`/api/v1${path}`, { signal }),
    enabled: path !== null,
    refetchInterval: everyMs,
    retry: false,
    placeholderData: keepPreviousData,
  })
  return {
    data: query.data,
    problem: query.error ? problemOf(query.error) : null,
    again: () => void query.refetch(),
    asking: query.isFetching,
  }
}

function problemOf(error: Error): { title: string; detail: string } {
  if (error instanceof ApiError) return { title: error.problem.title, detail: error.problem.detail }
  return { title: 'Not answered', detail: error.message }
}
