import type { Run, RunState } from '@chat-demo/engine'
import type { Tone } from '../../ui/badge.tsx'
import type { IconName } from '../../ui/icon.tsx'
import { clock, secondsBetween } from '../format/format.ts'

const OPEN: RunState[] = ['injecting', 'active', 'recovering']

/** The run still changes something, or its recovery is not proven yet. */
export function isOpen(run: Run): boolean {
  return OPEN.includes(run.state)
}

/** How long an ended run keeps its card before it is only a line under "Recent runs". */
const CARD_SECONDS = 120

/** Runs that have a card: open ones, what just ended, and the last one as long as it is not healed. */
export function runsWithCard(runs: Run[], now: number): Run[] {
  return runs.filter((run, index) => {
    if (isOpen(run)) return true
    if (run.state === 'not-healed' && runs.slice(0, index).every(isOpen)) return true
    return run.endedAt !== null && now - Date.parse(run.endedAt) < CARD_SECONDS * 1000
  })
}

/** Seconds that the run has been active: from the injection to the heal, or until now. */
export function activeSeconds(run: Run, now: number): number {
  const from = Date.parse(run.activeAt ?? run.startedAt)
  const until = run.healRequestedAt ?? run.endedAt
  return Math.max(0, ((until === null ? now : Date.parse(until)) - from) / 1000)
}

/** Seconds since the heal, up to the proof; null before it. */
export function recoveringSeconds(run: Run, now: number): number | null {
  if (run.recoverySeconds !== null) return run.recoverySeconds
  if (run.healRequestedAt === null) return null
  return Math.max(0, ((run.endedAt ? Date.parse(run.endedAt) : now) - Date.parse(run.healRequestedAt)) / 1000)
}

/** Seconds until the run heals by itself, and the part of its whole time that is left. */
export function selfHeal(run: Run, now: number): { seconds: number; part: number } {
  const seconds = Math.max(0, (Date.parse(run.until) - now) / 1000)
  const whole = secondsBetween(run.activeAt ?? run.startedAt, run.until)
  return { seconds, part: whole > 0 ? Math.min(1, seconds / whole) : 0 }
}

export interface RunBadge {
  tone: Tone
  icon?: IconName
  text: string
}

export function runBadge(run: Run, now: number): RunBadge {
  switch (run.state) {
    case 'injecting':
      return { tone: 'warn', icon: 'busy', text: 'Injecting' }
    case 'active':
      return { tone: 'bad', icon: 'play', text: `Active ${clock(activeSeconds(run, now))}` }
    case 'recovering':
      return { tone: 'warn', icon: 'clock', text: `Recovering ${clock(recoveringSeconds(run, now) ?? 0)}` }
    case 'healed':
      return { tone: 'ok', text: 'Healed' }
    case 'not-healed':
      return { tone: 'bad', text: 'Not healed' }
  }
}

/** Promises that were kept: seen, and within their time. */
export function promisesKept(run: Run): number {
  return run.evidence.filter(one => one.seenAfterSeconds !== null && one.seenAfterSeconds <= one.withinSeconds).length
}

const OUTCOMES: Record<NonNullable<Run['outcome']>['code'], string> = {
  injection_failed: 'The change could not be made',
  heal_failed: 'The change could not be taken back',
  changed_by_others: 'Somebody else changed it meanwhile',
  ended_early: 'A restart of Toxiproxy ended it early',
  deadline_unproven: 'Recovery was not proven in time',
}

/** What stands in the way of "healed", in a few words. */
export function outcomeTitle(run: Run): string {
  return run.outcome ? OUTCOMES[run.outcome.code] : 'Recovery was not proven'
}
