import type { Evidence, Run } from '@chat-demo/engine'
import { NBSP } from '../format/format.ts'
import { activeSeconds, isOpen } from './run-words.ts'

/** One promise as its bar shows it. */
export interface EvidenceView {
  /** `overdue` may still come, `missed` may not. */
  state: 'seen' | 'late' | 'waiting' | 'overdue' | 'missed'
  /** Filled part of the bar, 0 to 1. */
  part: number
  /** The measured figure. */
  measured: string
  /** What it is measured against. */
  promised: string
}

/** Measured and promised stand in one unit, so that the eye compares two numbers: `74 s of 90 s`. */
const inSeconds = (seconds: number): string => `${Math.max(0, Math.floor(seconds))}${NBSP}s`

export function evidenceView(evidence: Evidence, run: Run, now: number): EvidenceView {
  const { seenAfterSeconds: seen, withinSeconds: within } = evidence
  const promised = `of ${inSeconds(within)}`
  if (seen !== null) {
    const inTime = seen <= within
    return { state: inTime ? 'seen' : 'late', part: inTime ? seen / within : 1, measured: inSeconds(seen), promised }
  }
  if (!isOpen(run) || run.healRequestedAt !== null) {
    return { state: 'missed', part: 0, measured: 'not seen', promised }
  }
  const elapsed = run.activeAt === null ? 0 : activeSeconds(run, now)
  const left = within - elapsed
  if (left <= 0) return { state: 'overdue', part: 1, measured: 'not yet', promised }
  return { state: 'waiting', part: elapsed / within, measured: `${inSeconds(Math.ceil(left))} left`, promised }
}

/** `2 of 4 seen` */
export function seenCount(run: Run): string {
  const seen = run.evidence.filter(one => one.seenAfterSeconds !== null).length
  return `${seen} of ${run.evidence.length} seen`
}
