import type { Progress, SentMessage } from './progress-schema.ts'

export type TourEvent =
  | { kind: 'go'; step: string }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'green'; steps: string[] }
  | { kind: 'done'; step: string }
  | { kind: 'message'; message: SentMessage }

export function begin(id: string, tour: string, step: string, by: string, now: number): Progress {
  const at = new Date(now).toISOString()
  return {
    id,
    tour,
    by,
    startedAt: at,
    step,
    enteredAt: at,
    spent: {},
    pausedAt: null,
    pausedSeconds: 0,
    green: {},
    done: {},
    message: null,
  }
}

/** The progress after one event; the same object when nothing has changed. */
export function reduce(progress: Progress, event: TourEvent, now: number): Progress {
  const at = new Date(now).toISOString()
  switch (event.kind) {
    case 'go': {
      if (event.step === progress.step) return progress
      // Who goes on is no longer pausing.
      const spent = { ...progress.spent, [progress.step]: secondsIn(progress, progress.step, now) }
      return { ...progress, step: event.step, enteredAt: at, spent, pausedAt: null, pausedSeconds: 0 }
    }
    case 'pause':
      return progress.pausedAt === null ? { ...progress, pausedAt: at } : progress
    case 'resume': {
      if (progress.pausedAt === null) return progress
      return { ...progress, pausedAt: null, pausedSeconds: progress.pausedSeconds + pause(progress, now) }
    }
    case 'green': {
      const fresh = event.steps.filter(step => !(step in progress.green))
      if (fresh.length === 0) return progress
      return { ...progress, green: { ...progress.green, ...Object.fromEntries(fresh.map(step => [step, at])) } }
    }
    case 'done':
      return { ...progress, done: { ...progress.done, [event.step]: at } }
    case 'message':
      return { ...progress, message: event.message }
  }
}

const pause = (progress: Progress, now: number) =>
  progress.pausedAt === null ? 0 : Math.max(0, (now - Date.parse(progress.pausedAt)) / 1000)

/** Seconds spent in a step so far, over all visits, without pauses. */
export function secondsIn(progress: Progress, step: string, now: number): number {
  const before = progress.spent[step] ?? 0
  if (step !== progress.step) return before
  const visit = (now - Date.parse(progress.enteredAt)) / 1000 - progress.pausedSeconds - pause(progress, now)
  return before + Math.max(0, visit)
}

/** Seconds of the whole tour so far, without pauses. */
export function elapsed(progress: Progress, now: number): number {
  const others = Object.entries(progress.spent).reduce(
    (sum, [step, spent]) => sum + (step === progress.step ? 0 : spent),
    0,
  )
  return others + secondsIn(progress, progress.step, now)
}
