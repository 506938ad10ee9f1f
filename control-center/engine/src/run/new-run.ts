import { createHash, randomBytes } from 'node:crypto'
import { iso } from '../clock.ts'
import type { Baseline } from '../observe/conditions.ts'
import { fillStart, pending } from '../observe/evidence.ts'
import type { Sample } from '../observe/sample.ts'
import { type Scenario, workloadOf } from '../scenario/schema.ts'
import type { RunAnnotation } from './annotation.ts'
import type { RunRecord } from './record.ts'

export const newRunId = (): string => randomBytes(5).toString('hex')

export const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** A run before its change: what is written down first, so that nothing is changed that nobody knows of. */
export function newRecord(options: {
  id: string
  scenario: Scenario
  intensity?: string | undefined
  who: string
  now: number
  seconds: number
  sample: Sample
  baseline: Baseline | null
  request: RunRecord['request']
}): RunRecord {
  const { id, scenario, intensity, who, now, seconds, sample, baseline, request } = options
  return {
    run: {
      id,
      scenario: scenario.id,
      ...(intensity === undefined ? {} : { intensity }),
      title: scenario.title,
      state: 'injecting',
      startedBy: who,
      startedAt: iso(now),
      activeAt: null,
      until: iso(now + seconds * 1000),
      healRequestedAt: null,
      healedBy: null,
      endedAt: null,
      recoverySeconds: null,
      outcome: null,
      target: scenario.target,
      change: '',
      evidence: scenario.promises.map(pending),
      proof: [],
      requests: null,
    },
    workload: workloadOf(scenario),
    inverse: [],
    guards: [],
    toxics: [],
    start: fillStart({ chat: null, queueReady: null }, sample),
    baseline,
    request,
  }
}

/** A run that is known only by its annotation: its record was lost, the evidence begins anew. */
export function adopt(
  annotation: RunAnnotation,
  workload: string,
  change: string,
  scenario: Scenario | undefined,
): RunRecord {
  return {
    run: {
      id: annotation.id,
      scenario: annotation.scenario,
      intensity: annotation.intensity,
      title: annotation.title,
      state: 'active',
      startedBy: annotation.who,
      startedAt: annotation.startedAt,
      activeAt: annotation.startedAt,
      until: annotation.until,
      healRequestedAt: null,
      healedBy: null,
      endedAt: null,
      recoverySeconds: null,
      outcome: null,
      target: `deployment/${workload}`,
      change,
      evidence: (scenario?.promises ?? []).map(pending),
      proof: [],
      requests: null,
    },
    workload,
    inverse: annotation.inverse,
    guards: annotation.guards,
    toxics: annotation.toxics,
    start: { chat: null, queueReady: null },
    baseline: null,
    request: null,
  }
}
