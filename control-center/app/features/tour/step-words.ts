import type { SteadyState } from '@chat-demo/engine'
import type { TourAction, TourStep } from './definition.ts'

/** What the step's button says; where there is nothing to do it leads the eye. */
export function actionWords(step: TourStep): string {
  const action = step.do
  if (!action) return 'Show it'
  if (action.label) return action.label
  if ('traffic' in action) return `Traffic: ${action.traffic}`
  if ('inject' in action) return `Inject ${action.inject}`
  if ('heal' in action) return 'Heal all'
  if ('message' in action) return 'Send the message'
  return 'Open the page'
}

export const heals = (action: TourAction | undefined): boolean => action !== undefined && 'heal' in action
export const injects = (action: TourAction | undefined): boolean => action !== undefined && 'inject' in action

export interface SteadyLight {
  ok: boolean
  words: string
}

/** May something be broken now? Steady, with a baseline to come back to; otherwise what is still off. */
export function steadyLight({ steady, checks, baseline, baselineProblem }: SteadyState): SteadyLight {
  if (!baseline) return { ok: false, words: `No baseline yet${baselineProblem ? `: ${baselineProblem}` : ''}` }
  if (steady) return { ok: true, words: 'Steady, with a baseline to come back to' }
  const off = checks.find(check => !check.ok)
  if (off) return { ok: false, words: `Not steady: ${off.title}, ${off.now}` }
  const left = Math.max(0, ...checks.map(check => Math.ceil(check.ofSeconds - check.heldSeconds)))
  return { ok: false, words: left > 0 ? `Steady in about ${left}\u00a0s` : 'Not looked at yet' }
}
