import { useLocation, useNavigate } from '@remix-run/react'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { WatchTarget } from '../tour/watch-target.ts'
import type { Where } from './guide-state.ts'

/** What is outlined now, with the words on its edge. */
export interface Watched extends Omit<WatchTarget, 'page'> {
  words: string
}

interface Watch {
  watched: Watched | null
  setWatched: (watched: Watched | null) => void
  /** A widget makes itself known, so that the guide can bring it into sight. */
  place: (where: Where) => (element: HTMLElement | null) => void
  /** Brings it into sight and gives it the focus; on another page once it is there. */
  show: (where: Where) => void
  showTarget: (target: WatchTarget) => void
  /** Brings it into sight where it is on this page; the focus stays. */
  reveal: (target: WatchTarget) => void
}

const WatchContext = createContext<Watch>({
  watched: null,
  setWatched: () => {},
  place: () => () => {},
  show: () => {},
  showTarget: () => {},
  reveal: () => {},
})

export function useWatch(): Watch {
  return useContext(WatchContext)
}

/** The words on the edge of the widget that is to be watched, or null for all others. */
export function useWatchedAs(where: Where): string | null {
  const { watched } = useWatch()
  return watched?.where === where ? watched.words : null
}

/** The same for a card by its title, on whichever page it stands. */
export function useWatchedCard(title: string): string | null {
  const { watched } = useWatch()
  return watched?.card === title ? watched.words : null
}

/** Is this workload's row the one to look at? */
export function useWatchedPods(workload: string): boolean {
  return useWatch().watched?.pods === workload
}

/** A page that asks Datadog first draws its cards a moment later. */
const PATIENCE_MS = 8_000

export function WatchProvider({ children }: { children: ReactNode }) {
  const [watched, setWatched] = useState<Watched | null>(null)
  const [pending, setPending] = useState<WatchTarget | null>(null)
  const places = useRef(new Map<Where, HTMLElement>())
  const { pathname } = useLocation()
  const navigate = useNavigate()

  const place = useCallback(
    (where: Where) => (element: HTMLElement | null) => {
      if (element) places.current.set(where, element)
      else places.current.delete(where)
    },
    [],
  )
  const find = useCallback(
    ({ where, card }: WatchTarget) => (where ? places.current.get(where) : card ? cardOf(card) : null),
    [],
  )
  const reveal = useCallback(
    (target: WatchTarget) => {
      if (target.page === pathname) find(target)?.scrollIntoView({ block: 'nearest' })
    },
    [find, pathname],
  )
  const reach = useCallback(
    (target: WatchTarget): boolean => {
      const element = find(target)
      element?.scrollIntoView({ block: 'nearest' })
      element?.focus({ preventScroll: true })
      return element != null || (target.where === null && target.card === null)
    },
    [find],
  )
  const showTarget = useCallback(
    (target: WatchTarget) => {
      if (target.page !== pathname) {
        navigate(target.page)
        setPending(target)
      } else if (!reach(target)) setPending(target)
    },
    [pathname, navigate, reach],
  )
  const show = useCallback((where: Where) => showTarget({ page: '/', where, card: null, pods: null }), [showTarget])

  useEffect(() => {
    if (!pending || pending.page !== pathname) return
    const done = () => setPending(null)
    if (reach(pending)) return done()
    const observer = new MutationObserver(() => {
      if (reach(pending)) done()
    })
    observer.observe(document.body, { childList: true, subtree: true })
    const timer = setTimeout(done, PATIENCE_MS)
    return () => {
      observer.disconnect()
      clearTimeout(timer)
    }
  }, [pending, pathname, reach])

  const value = useMemo(
    () => ({ watched, setWatched, place, show, showTarget, reveal }),
    [watched, place, show, showTarget, reveal],
  )
  return <WatchContext.Provider value={value}>{children}</WatchContext.Provider>
}

const cardOf = (title: string) => document.querySelector<HTMLElement>(`.card[aria-label="${CSS.escape(title)}"]`)
