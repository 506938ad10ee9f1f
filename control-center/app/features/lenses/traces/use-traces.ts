import { useQuery } from '@tanstack/react-query'
import type { TraceDetail, TraceList } from '../../../platform/lenses/model.ts'
import type { Span } from '../../../platform/widgets/model.ts'
import { call } from '../../api/call.ts'

/** Datadog's refusals do not pass by asking again at once. */
const common = { retry: false, staleTime: 1_000 } as const

export function useTraces(query: string, span: Span, live: boolean) {
  return useQuery({
    ...common,
    queryKey: ['traces', span, query],
    queryFn: ({ signal }) => call<TraceList>(`/api/v1/traces?${new URLSearchParams({ query, span })}`, { signal }),
    refetchInterval: ({ state }) => (live ? (state.data?.everySeconds ?? 15) * 1000 : false),
  })
}

/** A trace goes on while its last spans come in; one that waits for a span is looked at again. */
export function useTrace(id: string | null) {
  return useQuery({
    ...common,
    queryKey: ['trace', id],
    queryFn: ({ signal }) => call<TraceDetail>(`/api/v1/traces/${encodeURIComponent(id ?? '')}`, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => {
      const data = state.data
      if (!data) return false
      return data.spans.length === 0 || data.missing.some(one => one.soon) ? 15_000 : false
    },
  })
}
