import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { LogLine, LogPage } from '../../../platform/lenses/model.ts'
import type { Span } from '../../../platform/widgets/model.ts'
import { call } from '../../api/call.ts'
import { mergeLines } from './merge-lines.ts'

/** Lines are found up to this much after they were written; what came late is asked for again. */
const LATE_MS = 10_000

const ask = (query: Record<string, string>, signal: AbortSignal) =>
  call<LogPage>(`/api/v1/logs?${new URLSearchParams(query)}`, { signal })

interface Tail {
  lines: LogLine[]
  everySeconds: number
  error: Error | null
  loading: boolean
  again: () => void
  older: (() => void) | null
}

/** The newest lines that match, what comes after them while it is live, and older pages when they are wanted. */
export function useTail(query: string, span: Span, live: boolean): Tail {
  const pages = useInfiniteQuery({
    queryKey: ['logs', span, query],
    queryFn: ({ pageParam, signal }) => ask({ query, span, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: page => page.older,
    retry: false,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const everySeconds = pages.data?.pages[0]?.everySeconds ?? 15
  const newer = useQuery({
    queryKey: ['logs-tail', span, query],
    queryFn: async ({ signal, client, queryKey }) => {
      const known = client.getQueryData<LogLine[]>(queryKey) ?? pages.data?.pages[0]?.lines ?? []
      const newest = known[0] ? Date.parse(known[0].at) - LATE_MS : null
      const page = await ask({ query, span, ...(newest === null ? {} : { since: String(newest) }) }, signal)
      return mergeLines(known, page.lines)
    },
    enabled: live && pages.data !== undefined,
    refetchInterval: everySeconds * 1000,
    retry: false,
  })
  const lines = useMemo(
    () => mergeLines(newer.data ?? [], pages.data?.pages.flatMap(page => page.lines) ?? []),
    [newer.data, pages.data],
  )
  return {
    lines,
    everySeconds,
    error: pages.error ?? (live ? newer.error : null),
    loading: pages.isPending,
    again: () => void (pages.error ? pages.refetch() : newer.refetch()),
    older: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
  }
}
