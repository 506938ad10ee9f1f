import type { Tour, TourStep } from './definition.ts'

/** A step with its place in the tour. Numbers count from 1, over all acts. */
export interface PlacedStep {
  step: TourStep
  number: number
  act: number
}

export function stepsOf(tour: Tour): PlacedStep[] {
  let number = 0
  return tour.acts.flatMap((act, index) => act.steps.map(step => ({ step, number: ++number, act: index })))
}

/** The step with this id; the first when the tour has been edited and has it no more. */
export function placeOfStep(tour: Tour, id: string): PlacedStep {
  const steps = stepsOf(tour)
  const found = steps.find(one => one.step.id === id) ?? steps[0]
  if (!found) throw new Error(`The tour ${tour.id} has no step`)
  return found
}

/** The step before or after; null at either end. */
export function neighbour(tour: Tour, id: string, by: 1 | -1): TourStep | null {
  const steps = stepsOf(tour)
  return steps[placeOfStep(tour, id).number - 1 + by]?.step ?? null
}
