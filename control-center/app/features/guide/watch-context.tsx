import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'
import type { Where } from './guide-state.ts'

interface Watch {
  /** The widget that the guide points at now; it is outlined. */
  watched: Where | null
  setWatched: (where: Where | null) => void
  /** A widget makes itself known, so that the guide can bring it into sight. */
  place: (where: Where) => (element: HTMLElement | null) => void
  show: (where: Where) => void
}

const WatchContext = createContext<Watch>({
  watched: null,
  setWatched: () => {},
  place: () => () => {},
  show: () => {},
})

export function useWatch(): Watch {
  return useContext(WatchContext)
}

/** The words on the edge of the widget that is to be watched, or null for all others. */
export function useWatchedAs(where: Where): string | null {
  return useWatch().watched === where ? 'Watch here' : null
}

export function WatchProvider({ children }: { children: ReactNode }) {
  const [watched, setWatched] = useState<Where | null>(null)
  const places = useRef(new Map<Where, HTMLElement>())

  const place = useCallback(
    (where: Where) => (element: HTMLElement | null) => {
      if (element) places.current.set(where, element)
      else places.current.delete(where)
    },
    [],
  )
  const show = useCallback((where: Where) => {
    const element = places.current.get(where)
    element?.scrollIntoView({ block: 'nearest' })
    element?.focus({ preventScroll: true })
  }, [])

  const value = useMemo(() => ({ watched, setWatched, place, show }), [watched, place, show])
  return <WatchContext.Provider value={value}>{children}</WatchContext.Provider>
}
