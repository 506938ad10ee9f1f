import type { Evidence, Run } from '@chat-demo/engine'
import type { Tone } from '../../ui/badge.tsx'
import { isOpen, outcomeTitle, promisesKept } from '../chaos/run-words.ts'
import { count, duration, wholeSeconds } from '../format/format.ts'
import type { Film } from './film-schema.ts'

/** The run in one line: what became of it and of the questions asked meanwhile. */
export function headline(run: Run): string {
  if (run.state === 'not-healed') return `${run.title}: not healed`
  if (run.state !== 'healed') return `${run.title}: ${run.state}`
  if (!run.requests) return `${run.title}: healed`
  const { lost } = run.requests
  return lost === 0 ? `${run.title}: healed, nothing was lost` : `${run.title}: healed, ${count(lost)} lost`
}

/** What the headline rests on. */
export function summary(run: Run): string {
  const sentences = [`${promisesKept(run)} of ${run.evidence.length} promises were kept.`]
  const first = firstSeen(run.evidence)
  if (first)
    sentences.push(`${first.title} was seen first, ${wholeSeconds(first.seenAfterSeconds ?? 0)} after the change.`)
  if (run.requests) {
    const { timedOut, failed, lost } = run.requests
    sentences.push(`${count(timedOut)} questions timed out, ${count(failed)} failed, ${count(lost)} were lost.`)
  }
  if (run.state === 'not-healed') {
    sentences.push(`${outcomeTitle(run)}.`, run.outcome?.detail ?? '')
  }
  return sentences.filter(Boolean).join(' ')
}

function firstSeen(evidence: Evidence[]): Evidence | null {
  const seen = evidence.filter(one => one.seenAfterSeconds !== null)
  return seen.sort((a, b) => (a.seenAfterSeconds ?? 0) - (b.seenAfterSeconds ?? 0))[0] ?? null
}

/** What the run costs the error budgets, in words. */
export function budgetWords({ budget }: Run): string | null {
  if (!budget) return null
  const seconds = (Date.parse(budget.to) - Date.parse(budget.from)) / 1000
  if (budget.slos !== null) {
    const objectives = budget.slos === 1 ? '1 objective' : `${budget.slos} objectives`
    return `SLO budget corrected for ${duration(seconds)} in ${objectives}`
  }
  return `SLO budget not corrected yet: ${budget.problem ?? 'not asked for yet'}. It is tried again.`
}

/** Who noticed first: users by their failures, monitors by their alerts. */
export function firstToNotice(run: Run, film: Film | null): string | null {
  const injected = Date.parse(run.activeAt ?? run.startedAt)
  const after = (at: number | null | undefined) => (at == null ? null : Math.max(0, (at - injected) / 1000))
  const user = after(film?.firstFailedAt)
  const promised = run.evidence.flatMap(one => (one.source === 'datadog' ? (one.seenAfterSeconds ?? []) : []))
  const monitor = after(film?.firstAlertAt) ?? (promised.length > 0 ? Math.min(...promised) : null)
  const platform = film?.firstAlertAt == null ? 'Datadog' : 'First monitor'
  if (user === null && monitor === null) return null
  if (user === null) return `First to notice: ${platform}, at ${wholeSeconds(monitor ?? 0)}. No question failed.`
  const they = monitor === null ? 'No monitor alerted.' : `${platform}: ${wholeSeconds(monitor)}.`
  if (monitor === null || user <= monitor) return `First to notice: a user, at ${wholeSeconds(user)}. ${they}`
  return `First to notice: ${platform === 'Datadog' ? platform : 'a monitor'}, at ${wholeSeconds(monitor)}. First failed question: ${wholeSeconds(user)}.`
}

export interface EvidenceVerdict {
  tone: Tone
  text: string
}

export function evidenceVerdict(evidence: Evidence, run: Run): EvidenceVerdict {
  const { seenAfterSeconds: seen, withinSeconds: within } = evidence
  if (seen === null)
    return isOpen(run) ? { tone: 'recovering', text: 'Not yet' } : { tone: 'unknown', text: 'Not seen' }
  if (seen <= within) return { tone: 'ok', text: 'Kept' }
  return { tone: 'warn', text: `Late by ${wholeSeconds(Math.ceil(seen - within))}` }
}

/** The scale that all bars of a report share: a little more than the largest figure, in whole tens of seconds. */
export function evidenceScale(evidence: Evidence[]): number {
  const largest = Math.max(10, ...evidence.flatMap(one => [one.withinSeconds, one.seenAfterSeconds ?? 0]))
  return Math.ceil((largest * 1.05) / 10) * 10
}
