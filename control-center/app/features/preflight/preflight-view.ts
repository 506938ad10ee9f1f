import type { PreflightCheck } from '@chat-demo/engine/preflight'
import type { Tone } from '../../ui/badge.tsx'
import { NBSP } from '../format/format.ts'

type State = PreflightCheck['state']

export const STATE_TONE = { ok: 'ok', warn: 'warn', fail: 'bad' } as const satisfies Record<State, Tone>

/** What a state means on stage. */
export const STATE_WORDS: Record<State, string> = { ok: 'fine', warn: 'to look at', fail: 'would fail' }

export const GROUP_WORDS: Record<PreflightCheck['group'], string> = {
  platforms: 'where this would run, and what is real',
  chat: 'what the audience sees working',
  monitoring: 'the promises of the tour',
  chaos: 'the way there, and the way back',
  stage: 'this machine',
}

/** `0.4 s`, `< 0.1 s` */
export function took(milliseconds: number): string {
  return milliseconds < 100 ? `<${NBSP}0.1${NBSP}s` : `${(milliseconds / 1000).toFixed(1)}${NBSP}s`
}

export const numberOf = (checks: readonly PreflightCheck[], state: State): number =>
  checks.filter(check => check.state === state).length

/** What is to be done before the show, what would fail first. */
export function toDo(checks: readonly PreflightCheck[]): PreflightCheck[] {
  return [...checks.filter(check => check.state === 'fail'), ...checks.filter(check => check.state === 'warn')]
}
