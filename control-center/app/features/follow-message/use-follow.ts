import { createParser } from 'eventsource-parser'
import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import type { FollowEvent } from '../../platform/lenses/follow-events.ts'
import type { TraceDetail, TraceList } from '../../platform/lenses/model.ts'
import { call } from '../api/call.ts'
import { ApiError, problemFrom, UNREACHABLE } from '../api/problem.ts'
import { type Followed, heard, NOTHING } from './follow-state.ts'

const NEWEST = 'resource_name:"basic.publish chat request"'

interface Following {
  state: Followed
  busy: boolean
  error: string | null
  send: (content: string) => void
  /** Hears of one that the tour sent, from its beginning. */
  hear: (traceId: string) => void
  /** Takes the newest message that anybody sent. */
  takeNewest: () => void
}

/** Sends a message and hears what happens to it; a new one ends the hearing of the one before. */
export function useFollow(): Following {
  const [state, tell] = useReducer(heard, NOTHING)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const run = useCallback((work: (signal: AbortSignal) => Promise<void>) => {
    running.current?.abort()
    const stop = new AbortController()
    running.current = stop
    setBusy(true)
    setError(null)
    work(stop.signal)
      .catch(problem => {
        if (!stop.signal.aborted) setError(problem instanceof Error ? problem.message : String(problem))
      })
      .finally(() => {
        if (running.current === stop) setBusy(false)
      })
  }, [])

  const send = useCallback(
    (content: string) =>
      run(signal => {
        const body = JSON.stringify({ content })
        const headers = { 'content-type': 'application/json' }
        return listen('/api/v1/follow', { method: 'POST', headers, body, signal }, tell)
      }),
    [run],
  )
  const hear = useCallback(
    (traceId: string) => run(signal => listen(`/api/v1/follow/${encodeURIComponent(traceId)}`, { signal }, tell)),
    [run],
  )
  const takeNewest = useCallback(
    () =>
      run(async signal => {
        const { rows } = await call<TraceList>(
          `/api/v1/traces?${new URLSearchParams({ query: NEWEST, span: '15m' })}`,
          {
            signal,
          },
        )
        const [row] = rows
        if (!row) throw new Error('No message in 15 min. Send one, or turn on traffic.')
        const detail = await call<TraceDetail>(`/api/v1/traces/${row.id}`, { signal })
        tell({ event: 'sent', at: row.at, conversationId: '', traceId: row.id, content: '' })
        tell({ event: 'trace', detail })
        tell({ event: 'done', after: row.duration })
      }),
    [run],
  )
  return { state, busy, error, send, hear, takeNewest }
}

async function listen(path: string, request: RequestInit, tell: (event: FollowEvent) => void): Promise<void> {
  const response = await fetch(path, request).catch(error => {
    throw request.signal?.aborted ? error : new ApiError(UNREACHABLE)
  })
  if (!response.ok || !response.body) throw new ApiError(problemFrom(response.status, await response.json()))
  const parser = createParser({ onEvent: ({ data }) => tell(JSON.parse(data)) })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    parser.feed(value)
  }
}
