import { useNavigate } from '@remix-run/react'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react'
import { useWatch } from '../guide/watch-context.tsx'
import { useKey } from '../keys/keys-context.tsx'
import { useLive } from '../live/query.ts'
import { useStepLink } from './use-step-link.ts'
import { type ActiveTour, useActiveTour, useTourDo, useTourMoves } from './use-tour.ts'
import { targetOf } from './watch-target.ts'

interface TourControls {
  active: ActiveTour | null
  /** The step's button: does it, then leads the eye to what comes of it. */
  act: () => void
  acting: boolean
  /** Leads the eye to what is to be watched. */
  look: () => void
  back: () => void
  next: () => void
  go: (step: string) => void
  pause: () => void
  begin: (tour: string) => void
  end: () => void
}

const nothing = () => {}
const TourContext = createContext<TourControls>({
  active: null,
  act: nothing,
  acting: false,
  look: nothing,
  back: nothing,
  next: nothing,
  go: nothing,
  pause: nothing,
  begin: nothing,
  end: nothing,
})

export function useTour(): TourControls {
  return useContext(TourContext)
}

/** The tour and its keys, on every page. */
export function TourProvider({ children }: { children: ReactNode }) {
  const active = useActiveTour()
  const moves = useTourMoves()
  const doing = useTourDo()
  const runs = useLive(state => state.runs)
  const { setWatched, showTarget, reveal } = useWatch()
  const navigate = useNavigate()
  const step = active?.current.step ?? null

  const isOn = active !== null
  useEffect(() => {
    if (!isOn) return
    setWatched(step?.watch ? { ...targetOf(step.watch), words: 'Tour: watch here' } : null)
    return () => setWatched(null)
  }, [isOn, step, setWatched])
  // Only with a new step: another page must not be scrolled away from where somebody looks.
  const revealNow = useRef(reveal)
  revealNow.current = reveal
  useEffect(() => {
    if (step?.watch) revealNow.current(targetOf(step.watch))
  }, [step])

  function look() {
    if (step?.watch) showTarget(targetOf(step.watch))
  }
  function act() {
    // What names something that is not there would lead to a page that is none.
    if (!active || !step || doing.isPending || active.view.missing[step.id]) return
    const action = step.do
    const running =
      action && 'inject' in action && runs.some(run => run.scenario === action.inject && run.state === 'active')
    if (!action || running) return look()
    const open = 'open' in action && (action.open.includes('?') || !step.watch) ? action.open : null
    doing.mutate(step.id, { onSuccess: () => (open ? navigate(open) : look()) })
  }

  const controls: TourControls = {
    active,
    act,
    acting: doing.isPending,
    look,
    back: () => active && moves.move(active, -1),
    next: () => active && moves.move(active, 1),
    go: moves.go,
    pause: () => active && moves.pause(active.view.progress.pausedAt === null),
    begin: tour => moves.begin.mutate(tour),
    end: () => moves.end.mutate(),
  }
  // The same object for all who use it, as long as nothing that they see has changed.
  const latest = useRef(controls)
  latest.current = controls
  const { isPending } = doing
  const value = useMemo<TourControls>(
    () => ({
      active,
      acting: isPending,
      act: () => latest.current.act(),
      look: () => latest.current.look(),
      back: () => latest.current.back(),
      next: () => latest.current.next(),
      go: id => latest.current.go(id),
      pause: () => latest.current.pause(),
      begin: tour => latest.current.begin(tour),
      end: () => latest.current.end(),
    }),
    [active, isPending],
  )
  return (
    <TourContext.Provider value={value}>
      {active && <TourKeys />}
      {children}
    </TourContext.Provider>
  )
}

/** While a tour is given these keys are its own. */
function TourKeys() {
  const { act, back, next, pause } = useTour()
  useKey('tour-back', back)
  useKey('tour-next', next)
  useKey('tour-do', act)
  useKey('pause', pause, { first: true })
  const link = useStepLink()
  return link && <OpenKey href={link.href} />
}

/** Where the step has a place in Datadog the key opens that, and not the page's. */
function OpenKey({ href }: { href: string }) {
  useKey('open', () => window.open(href, '_blank', 'noreferrer'), { first: true })
  return null
}
