import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../api/call.ts'
import { useNow } from '../live/live-context.tsx'
import { changeLive, useLive } from '../live/query.ts'
import { useToast } from '../toasts/toasts.tsx'
import type { Tour } from './definition.ts'
import { type Pace, paceOf } from './pacing.ts'
import { neighbour, type PlacedStep, placeOfStep } from './steps.ts'
import type { TourView } from './view.ts'

/** The tour that is being given, and where it is. */
export interface ActiveTour {
  tour: Tour
  view: TourView
  current: PlacedStep
  pace: Pace
}

/** null while no tour is being given. */
export function useActiveTour(): ActiveTour | null {
  const tour = useLive(state => state.tours.active)
  const view = useLive(state => state.tour)
  const now = useNow()
  return useMemo(() => {
    if (!tour || !view || view.progress.tour !== tour.id) return null
    return { tour, view, current: placeOfStep(tour, view.progress.step), pace: paceOf(tour, view.progress, now) }
  }, [tour, view, now])
}

export function useTourIsOn(): boolean {
  return useLive(state => state.tour !== null)
}

/** Begins, moves, pauses and ends. The page follows at once; the server's word comes with the stream. */
export function useTourMoves() {
  const client = useQueryClient()
  const say = useToast()
  const refused = (error: Error) => say({ tone: 'bad', title: 'The tour did not move', detail: error.message })
  const place = useMutation({
    mutationFn: (body: { step?: string; paused?: boolean }) => call<TourView>('/api/v1/tour', { method: 'PUT', body }),
    onSuccess: ({ progress }) =>
      changeLive(client, state => (state.tour ? { ...state, tour: { ...state.tour, progress } } : state)),
    onError: refused,
  })
  const begin = useMutation({
    mutationFn: (tour: string) => call<TourView>('/api/v1/tour', { method: 'POST', body: { tour } }),
    onError: refused,
  })
  const end = useMutation({ mutationFn: () => call('/api/v1/tour/end', { method: 'POST' }), onError: refused })
  return {
    begin,
    end,
    moving: place.isPending,
    go: (step: string) => place.mutate({ step }),
    pause: (paused: boolean) => place.mutate({ paused }),
    /** One step on or back; nothing at either end. */
    move: ({ tour, view }: ActiveTour, by: 1 | -1) => {
      const next = neighbour(tour, view.progress.step, by)
      if (next) place.mutate({ step: next.id })
    },
  }
}

interface Done {
  done: string
  warnings: string[]
}

/** Presses the step's button: it really does what it says. */
export function useTourDo() {
  const say = useToast()
  return useMutation({
    mutationFn: (step: string) => call<Done>('/api/v1/tour/do', { method: 'POST', body: { step } }),
    onSuccess: ({ warnings }) => {
      if (warnings.length > 0) say({ tone: 'warn', title: 'Done, with a warning', detail: warnings.join(' ') })
    },
    onError: error => say({ tone: 'bad', title: 'Could not do this step', detail: error.message }),
  })
}
