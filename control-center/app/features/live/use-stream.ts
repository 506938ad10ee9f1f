import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LiveDelta, LiveState } from '../../platform/live-state.ts'
import { applyBoardDelta } from '../../platform/widgets/board-diff.ts'
import type { BoardDelta, BoardState } from '../../platform/widgets/model.ts'
import { call } from '../api/call.ts'
import { ApiError } from '../api/problem.ts'
import { applyDelta } from './apply-delta.ts'
import { waitBeforeShowing } from './batch.ts'
import { CONNECTING, type Connection, lost, opened, reconnectDelay, SILENCE_MS } from './connection.ts'
import { changeBoard, changeLive, putBoard, putSnapshot } from './query.ts'
import { streamPath, type WatchedBoard } from './watched-board.ts'

/**
 * Keeps the live state in step with the server for as long as the page is open: a snapshot with each
 * connection, then deltas. A lost connection is tried again with growing pauses; a restarted server
 * (another epoch) is noticed because every new connection begins with its whole state.
 */
export function useStream(board: WatchedBoard): Connection {
  const client = useQueryClient()
  const [connection, setConnection] = useState(CONNECTING)
  useEffect(() => follow(client, board, setConnection), [client, board])
  return connection
}

function follow(client: QueryClient, board: WatchedBoard, report: (connection: Connection) => void): () => void {
  let connection = CONNECTING
  let source: EventSource | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let turning: ReturnType<typeof setTimeout> | undefined
  let path = ''
  const shown = collector(client)

  function set(next: Connection) {
    connection = next
    report(next)
  }

  function heard() {
    clearTimeout(silence)
    silence = setTimeout(drop, SILENCE_MS)
    if (connection.status !== 'open') set(opened())
  }

  function connect() {
    const { key } = board
    path = streamPath(key)
    source = new EventSource(path)
    silence = setTimeout(drop, SILENCE_MS)
    source.addEventListener('snapshot', event => {
      shown.clear()
      putSnapshot(client, JSON.parse(event.data) as LiveState)
      heard()
    })
    source.addEventListener('delta', event => {
      shown.add(JSON.parse(event.data) as LiveDelta)
      heard()
    })
    source.addEventListener('board', event => {
      if (key) putBoard(client, key, JSON.parse(event.data) as BoardState)
      heard()
    })
    source.addEventListener('widgets', event => {
      const deltas = JSON.parse(event.data) as BoardDelta[]
      if (key) changeBoard(client, key, state => deltas.reduce(applyBoardDelta, state))
      heard()
    })
    source.addEventListener('heartbeat', heard)
    source.addEventListener('error', drop)
  }

  function drop() {
    source?.close()
    clearTimeout(silence)
    clearTimeout(retry)
    set(lost(connection, Date.now()))
    retry = setTimeout(connect, reconnectDelay(connection.attempt, Math.random()))
    // The stream does not say why it was refused. A session that ended leads to the login page.
    if (connection.attempt === 1) askWhetherLoggedIn()
  }

  /** Another page looks at another dashboard: the same stream, begun anew. A lost one is tried again anyway. */
  function turn() {
    clearTimeout(turning)
    turning = setTimeout(() => {
      if (connection.status === 'lost' || streamPath(board.key) === path) return
      source?.close()
      clearTimeout(silence)
      connect()
    })
  }

  connect()
  const unsubscribe = board.subscribe(turn)
  return () => {
    unsubscribe()
    clearTimeout(turning)
    source?.close()
    clearTimeout(retry)
    clearTimeout(silence)
    shown.clear()
  }
}

function askWhetherLoggedIn() {
  call('/api/v1/status').catch(error => {
    // The banner already says that the connection is lost; a 401 has left for the login page.
    if (!(error instanceof ApiError)) throw error
  })
}

/** Collects deltas and shows them together, at most once a second. */
function collector(client: QueryClient) {
  let waiting: LiveDelta[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastShownAt = 0

  function show() {
    clearTimeout(timer)
    timer = undefined
    lastShownAt = Date.now()
    const deltas = waiting
    waiting = []
    changeLive(client, state => deltas.reduce(applyDelta, state))
  }

  return {
    add(delta: LiveDelta) {
      waiting.push(delta)
      const wait = waitBeforeShowing(delta, lastShownAt, Date.now())
      if (wait === 0) show()
      else timer ??= setTimeout(show, wait)
    },
    clear() {
      clearTimeout(timer)
      timer = undefined
      waiting = []
    },
  }
}
