import type { Evidence, Run } from '@chat-demo/engine'
import type { Tone } from '../../ui/badge.tsx'
import { isOpen, outcomeTitle, promisesKept } from '../chaos/run-words.ts'
import { count, wholeSeconds } from '../format/format.ts'

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
