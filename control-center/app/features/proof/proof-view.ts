import type { ProofCheck, Run } from '@chat-demo/engine'
import { recoveringSeconds } from '../chaos/run-words.ts'

export interface CheckView {
  state: 'proven' | 'holding' | 'off'
  /** Held of what it has to hold, 0 to 1. */
  part: number
}

export function checkView(check: ProofCheck): CheckView {
  if (!check.ok) return { state: 'off', part: 0 }
  const part = check.ofSeconds === 0 ? 1 : Math.min(1, check.heldSeconds / check.ofSeconds)
  return { state: part === 1 ? 'proven' : 'holding', part }
}

export interface ProofView {
  /** Seconds since the heal; the time to recover once it is proven. */
  seconds: number
  counting: boolean
  /** Seconds after the heal at which it is proven if nothing fails; null while something is still off. */
  expectedAt: number | null
  /** Titles of what is still off. */
  off: string[]
}

/** The recovery of a run, null before its heal. */
export function proofView(run: Run, now: number): ProofView | null {
  const seconds = recoveringSeconds(run, now)
  if (seconds === null) return null
  const off = run.proof.filter(check => !check.ok).map(check => check.title)
  const counting = run.state === 'recovering' || run.state === 'active' || run.state === 'injecting'
  const missing = run.proof.map(check => Math.max(0, check.ofSeconds - check.heldSeconds))
  const expectedAt = counting && off.length === 0 && missing.length > 0 ? seconds + Math.max(...missing) : null
  return { seconds, counting, expectedAt, off }
}

/** The run whose recovery is shown: the one that recovers, or the last one until the next begins or its card goes. */
export function runToProve(runs: Run[]): Run | null {
  const recovering = runs.find(run => run.state === 'recovering')
  if (recovering) return recovering
  if (runs.some(run => run.state === 'injecting' || run.state === 'active')) return null
  return (
    runs.find(run => run.healRequestedAt !== null && (run.state === 'healed' || run.state === 'not-healed')) ?? null
  )
}
