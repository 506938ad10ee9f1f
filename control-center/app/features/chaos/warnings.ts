import type { ScenarioSummary } from '@chat-demo/engine'
import type { LiveState } from '../../platform/live-state.ts'

/** What speaks against injecting now without making it impossible; each says what would be missing. */
export function warningsFor(
  scenario: ScenarioSummary,
  { traffic, steady }: Pick<LiveState, 'traffic' | 'steady'>,
): string[] {
  const warnings = []
  if (traffic.profile === 'off') warnings.push('Traffic is off: nothing asks, so little is seen.')
  if (!steady.baseline) {
    const how = steady.baselineProblem ? `: ${steady.baselineProblem}` : ''
    warnings.push(`No baseline yet${how}. Promises then count less.`)
  }
  if (steady.steady === false)
    warnings.push(`Not steady yet: what ${scenario.title} does mixes with what is still off.`)
  return warnings
}
