import { compile, describe, Mismatch } from '../change/edits.ts'
import type { Workload } from '../cluster/cluster.ts'
import { sourceOf } from '../observe/evidence.ts'
import type { ScenarioSummary } from '../types.ts'
import { type Scenario, workloadOf } from './schema.ts'

/** A scenario as people see it; the change in words follows the workload as it is now, where that is known. */
export function summarise(scenario: Scenario, workload: Workload | undefined, blocked: string | null): ScenarioSummary {
  const change = changeInWords(scenario, workload)
  return {
    id: scenario.id,
    title: scenario.title,
    brief: scenario.brief,
    summary: scenario.summary,
    target: scenario.target,
    change: 'words' in change ? change.words : change.problem,
    defaultSeconds: scenario.duration.defaultSeconds,
    maxSeconds: scenario.duration.maxSeconds,
    promises: scenario.promises.map(promise => ({
      signal: promise.signal,
      title: promise.title,
      source: sourceOf(promise),
      withinSeconds: promise.withinSeconds,
      monitor: 'monitor' in promise ? promise.monitor.key : null,
    })),
    intensities: Object.entries(scenario.intensities).map(([id, { title }]) => ({ id, title })),
    needs: scenario.preconditions.map(({ needs }) => needs),
    guide: scenario.guide,
    healed: scenario.healed.means,
    teaches: scenario.teaches,
    blocked: blocked ?? ('problem' in change ? change.problem : null),
  }
}

function changeInWords(scenario: Scenario, workload: Workload | undefined): { words: string } | { problem: string } {
  const name = workloadOf(scenario)
  if (!workload) return { problem: `${scenario.target} is not there` }
  try {
    return { words: describe(name, compile(scenario.steps, workload.object)) }
  } catch (error) {
    if (error instanceof Mismatch)
      return { problem: `${scenario.target} is not what the scenario was written for: ${error.message}` }
    throw error
  }
}
