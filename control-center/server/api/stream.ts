import type { Clock } from '@chat-demo/engine'
import type { Request, RequestHandler, Response } from 'express'
import type { LiveEvent, LiveHub } from '../../app/platform/live-hub.ts'
import type { Boards } from '../../app/platform/widgets/boards.ts'
import { streamQuery } from './schemas.ts'
import { openStream, sseEvent } from './sse.ts'

const HEARTBEAT_MS = 5_000
/** Bytes that may wait for a slow viewer; beyond, deltas are dropped and a snapshot makes up for them. */
const MAX_WAITING = 1 << 20

export interface StreamOptions {
  live: LiveHub
  boards: Boards | null
  clock: Clock
  /** May this request still watch? A session may have ended meanwhile. */
  allowed: (request: Request) => boolean
  /** Told of each open stream, to end it when the server stops. */
  opened: (response: Response) => void
  maxWaiting?: number
}

/**
 * The live state as server-sent events: a snapshot, or what was missed since `Last-Event-ID`, then deltas. With
 * `?dashboard=` the same stream carries one dashboard too (browsers have few connections): `board`, then `widgets`.
 */
export function liveStream({
  live,
  boards,
  clock,
  allowed,
  opened,
  maxWaiting = MAX_WAITING,
}: StreamOptions): RequestHandler {
  return (request, response) => {
    const { dashboard, span } = streamQuery.parse(request.query)
    openStream(response)
    opened(response)
    let behind = false

    const delta = ({ id, delta }: LiveEvent) => response.write(sseEvent('delta', JSON.stringify(delta), id))
    const catchUp = (lastEventId: string | undefined) => {
      const resume = live.resume(lastEventId)
      if ('events' in resume) for (const event of resume.events) delta(event)
      else response.write(sseEvent('snapshot', JSON.stringify(resume.snapshot), resume.id))
    }
    const leaveMonitors = boards?.watchMonitors()
    const board = dashboard
      ? boards?.watch(dashboard, span, deltas => {
          if (!isBehind()) response.write(sseEvent('widgets', JSON.stringify(deltas)))
        })
      : undefined
    const wholeBoard = () => {
      if (board) response.write(sseEvent('board', JSON.stringify(board.snapshot())))
    }
    const isBehind = () => {
      behind ||= response.writableLength > maxWaiting
      return behind
    }

    // From here to the subscription nothing waits, so no delta is lost in between.
    catchUp(request.get('last-event-id'))
    wholeBoard()
    const unsubscribe = live.subscribe(events => {
      if (isBehind()) return
      for (const event of events) delta(event)
    })
    response.on('drain', () => {
      if (!behind) return
      behind = false
      catchUp(undefined)
      wholeBoard()
    })
    const heartbeat = clock.every(HEARTBEAT_MS, () => {
      if (!allowed(request)) return response.end()
      if (!isBehind()) response.write(sseEvent('heartbeat', '{}'))
    })
    // The response's own `close` is the one event that always comes when a browser has gone.
    response.on('close', () => {
      heartbeat()
      unsubscribe()
      board?.close()
      leaveMonitors?.()
    })
  }
}
