import type { Tour, TourStep } from './definition.ts'
import { elapsed, secondsIn } from './progress.ts'
import type { Progress } from './progress-schema.ts'
import { type PlacedStep, placeOfStep, stepsOf } from './steps.ts'

/** Within this many seconds of the plan nobody has to hurry. */
const ON_PACE_SECONDS = 30

export interface ActPace {
  title: string
  /** Seconds as planned, and as spent. */
  target: number
  spent: number
  state: 'done' | 'now' | 'later'
  /** Part of its steps that is behind, 0 to 1, by their planned seconds. */
  part: number
}

export interface Pace {
  elapsed: number
  target: number
  /** Seconds behind the plan; negative is ahead of it. */
  behind: number
  onPace: boolean
  /** Milliseconds: when it ends if the rest takes as long as planned. */
  endsAt: number
  /** Part of the whole at which the plan would be now, 0 to 1. */
  plan: number
  acts: ActPace[]
  /** Steps to leave out to be in time, the dearest first; empty while in time. */
  leaveOut: { step: TourStep; number: number }[]
}

/** How the tour stands against its plan. */
export function paceOf(tour: Tour, progress: Progress, now: number): Pace {
  const steps = stepsOf(tour)
  const current = placeOfStep(tour, progress.step)
  const total = sum(steps.map(({ step }) => step.seconds))
  const before = sum(steps.slice(0, current.number - 1).map(({ step }) => step.seconds))
  const inStep = secondsIn(progress, current.step.id, now)
  const spent = elapsed(progress, now)
  const behind = spent - before - Math.min(inStep, current.step.seconds)
  const left = total - before - Math.min(inStep, current.step.seconds)
  return {
    elapsed: spent,
    target: total,
    behind,
    onPace: Math.abs(behind) <= ON_PACE_SECONDS,
    endsAt: now + left * 1000,
    plan: Math.min(1, spent / total),
    acts: tour.acts.map((act, index) => {
      const own = steps.filter(one => one.act === index)
      const target = sum(own.map(({ step }) => step.seconds))
      const through = own.filter(one => one.number < current.number).map(({ step }) => step.seconds)
      const here = index === current.act ? Math.min(inStep, current.step.seconds) : 0
      return {
        title: act.title,
        target,
        spent: sum(own.map(({ step }) => secondsIn(progress, step.id, now))),
        state: index < current.act ? 'done' : index === current.act ? 'now' : 'later',
        part: (sum(through) + here) / target,
      }
    }),
    leaveOut: behind > ON_PACE_SECONDS ? toLeaveOut(steps.slice(current.number), behind) : [],
  }
}

/** The fewest steps that may be left out and together make up for the delay; all of them where that is not enough. */
function toLeaveOut(ahead: PlacedStep[], behind: number): Pace['leaveOut'] {
  const dearestFirst = ahead.filter(({ step }) => step.skip).sort((a, b) => b.step.seconds - a.step.seconds)
  const chosen: PlacedStep[] = []
  for (const one of dearestFirst) {
    if (sum(chosen.map(({ step }) => step.seconds)) >= behind) break
    chosen.push(one)
  }
  return chosen.map(({ step, number }) => ({ step, number }))
}

const sum = (values: number[]) => values.reduce((all, value) => all + value, 0)
