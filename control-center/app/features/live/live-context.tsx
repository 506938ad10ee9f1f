import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { clockOffset } from './clock-offset.ts'
import { CONNECTING, type Connection } from './connection.ts'
import { useLive } from './query.ts'
import { useStream } from './use-stream.ts'
import { type BoardKey, WatchedBoard } from './watched-board.ts'

const ConnectionContext = createContext<Connection>(CONNECTING)
const NowContext = createContext(0)
const BoardContext = createContext(new WatchedBoard())

/** How the stream is doing. */
export function useConnection(): Connection {
  return useContext(ConnectionContext)
}

/** The server's time in milliseconds, once a second. */
export function useNow(): number {
  return useContext(NowContext)
}

/** The stream carries this dashboard as long as the component is on the page. */
export function useWatchBoard({ dashboard, span }: BoardKey): void {
  const board = useContext(BoardContext)
  useEffect(() => board.watch({ dashboard, span }), [board, dashboard, span])
}

/** Follows the stream and the server's clock for everything below. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [board] = useState(() => new WatchedBoard())
  return (
    <BoardContext.Provider value={board}>
      <ConnectionContext.Provider value={useStream(board)}>
        <NowContext.Provider value={useServerClock()}>{children}</NowContext.Provider>
      </ConnectionContext.Provider>
    </BoardContext.Provider>
  )
}

function useServerClock(): number {
  const serverTime = useLive(state => state.serverTime)
  const offset = useRef<number | null>(null)
  const [now, setNow] = useState(() => Date.parse(serverTime))

  useEffect(() => {
    offset.current = clockOffset(offset.current, serverTime, Date.now())
  }, [serverTime])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      const current = Date.now() + (offset.current ?? 0)
      setNow(current)
      timer = setTimeout(tick, 1000 - (current % 1000))
    }
    tick()
    return () => clearTimeout(timer)
  }, [])

  return now
}
