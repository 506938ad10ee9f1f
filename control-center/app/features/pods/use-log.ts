import { useEffect, useState } from 'react'
import { ApiError, problemFrom, UNREACHABLE } from '../api/problem.ts'
import { addChunk, EMPTY_LOG, type LogBuffer } from './log-lines.ts'

export interface LogSource {
  pod: string
  container: string
  /** The log of the container before its last restart. */
  previous: boolean
  follow: boolean
}

export interface LogReading {
  buffer: LogBuffer
  status: 'reading' | 'ended' | 'failed'
  problem: string | null
}

const TAIL_LINES = 500
const START: LogReading = { buffer: EMPTY_LOG, status: 'reading', problem: null }

/** Reads a container's log from the newest lines on, and what follows for as long as it is wanted. */
export function useLog(source: LogSource | null): LogReading {
  const [reading, setReading] = useState(START)
  const { pod, container, previous, follow } = source ?? {}

  useEffect(() => {
    if (!pod || !container) return
    const stop = new AbortController()
    const path = logPath({ pod, container, previous: previous ?? false, follow: follow ?? false })
    setReading(START)
    readAll(path, stop.signal, chunk =>
      setReading(current => ({ ...current, buffer: addChunk(current.buffer, chunk) })),
    ).then(
      () => setReading(current => ({ ...current, status: 'ended' })),
      error => {
        if (stop.signal.aborted) return
        const problem = error instanceof ApiError ? error.message : 'The log broke off.'
        setReading(current => ({ ...current, status: 'failed', problem }))
      },
    )
    return () => stop.abort()
  }, [pod, container, previous, follow])

  return reading
}

function logPath({ pod, container, previous, follow }: LogSource): string {
  const query = new URLSearchParams({ container, tail: String(TAIL_LINES) })
  if (previous) query.set('previous', 'true')
  if (follow && !previous) query.set('follow', 'true')
  return `/api/v1/pods/${encodeURIComponent(pod)}/logs?${query}`
}

async function readAll(path: string, signal: AbortSignal, add: (chunk: string) => void): Promise<void> {
  const response = await fetch(path, { signal }).catch(error => {
    throw signal.aborted ? error : new ApiError(UNREACHABLE)
  })
  if (!response.ok || !response.body) {
    const isJson = response.headers.get('content-type')?.includes('json')
    throw new ApiError(problemFrom(response.status, isJson ? await response.json() : null))
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    add(value)
  }
}
