import { FEEDBACK } from '../../../platform/lenses/model/labels.ts'
import type { CallError, Evaluation, ModelCall } from '../../../platform/lenses/model/types.ts'
import type { Tone } from '../../../ui/badge.tsx'

const REFUSED: Record<number, string> = {
  400: 'request refused',
  401: 'key refused',
  403: 'not allowed',
  404: 'model unknown',
  413: 'too large',
  422: 'request refused',
  429: 'rate limit',
}

/** `401 key refused`, `no answer`. */
export function errorWords({ status }: CallError): string {
  if (status === null) return 'no answer'
  return `${status} ${REFUSED[status] ?? (status >= 500 ? 'provider failed' : 'failed')}`
}

/** Status as it stands in a list. */
export function callStatus({ error }: Pick<ModelCall, 'error'>): { tone: Tone; words: string } {
  if (error === null) return { tone: 'ok', words: 'OK' }
  // Who is told to wait asks again; nobody has lost anything yet.
  return {
    tone: error.status === 429 ? 'warn' : 'bad',
    words: error.status === null ? 'no answer' : String(error.status),
  }
}

/** US dollars: `$0.00043`, `$0.031`, `$1.20`. */
export function money(dollars: number): string {
  if (dollars === 0) return '$0'
  return `$${dollars.toFixed(dollars < 0.01 ? 5 : dollars < 1 ? 3 : 2)}`
}

/** What the asker thought of a reply; null when nobody said. */
export function thumbOf(evaluations: readonly Evaluation[]): 'up' | 'down' | null {
  const value = evaluations.find(one => one.label === FEEDBACK)?.value
  if (typeof value === 'boolean') return value ? 'up' : 'down'
  return typeof value !== 'number' || value === 0 ? null : value > 0 ? 'up' : 'down'
}

const NAMES: Record<string, string> = { keyword_overlap: 'Takes up the question' }

export interface EvaluationView {
  label: string
  name: string
  value: string
  tone: Tone
  verdict: string
}

/** Automatic evaluations, as they are read; a thumb stands elsewhere. */
export function evaluationViews(evaluations: readonly Evaluation[]): EvaluationView[] {
  return evaluations
    .filter(one => one.label !== FEEDBACK)
    .map(({ label, value, assessment }) => {
      const passes = passed(label, value, assessment)
      return {
        label,
        name: NAMES[label] ?? label.replaceAll('_', ' '),
        value:
          typeof value === 'number' ? value.toFixed(2) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : value,
        tone: passes === null ? 'plain' : passes ? 'ok' : 'warn',
        verdict: passes === null ? 'no verdict' : passes ? 'Pass' : 'Off topic',
      }
    })
}

function passed(label: string, value: Evaluation['value'], assessment: string | null): boolean | null {
  if (assessment !== null) return assessment === 'pass'
  // It knows no synonyms: only a reply that takes up no keyword at all has probably missed the question.
  if (label === 'keyword_overlap' && typeof value === 'number') return value > 0
  return typeof value === 'boolean' ? value : null
}
