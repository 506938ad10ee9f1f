import { planUndo } from '../change/edits.ts'
import { iso } from '../clock.ts'
import type { Workload } from '../cluster/cluster.ts'
import { type Condition, requestsSince } from '../observe/conditions.ts'
import { fillStart, observe } from '../observe/evidence.ts'
import { checks, type Hold, holds } from '../observe/hold.ts'
import type { Finding } from '../observe/pods.ts'
import type { Sample } from '../observe/sample.ts'
import type { DatadogPromise } from '../scenario/promises.ts'
import type { Scenario } from '../scenario/schema.ts'
import type { ProofCheck } from '../types.ts'
import { type Ending, readEnding, readRun } from './annotation.ts'
import { isInForce, type RunRecord } from './record.ts'

/** An injection that left no trace in the cluster for this long never happened. */
const INJECTION_MS = 30_000

/** The record once the change has been taken back: recovery begins, and has to be proven. */
export function afterHeal(
  record: RunRecord,
  ending: Omit<Ending, 'id' | 'result'> & { result: Ending['result'] | 'gone' },
): RunRecord {
  if (!isInForce(record.run)) return record
  const code =
    ending.result === 'ended_early'
      ? 'ended_early'
      : ending.result === 'changed_by_others' || ending.result === 'gone'
        ? 'changed_by_others'
        : null
  return {
    ...record,
    run: {
      ...record.run,
      state: 'recovering',
      healRequestedAt: ending.at,
      healedBy: ending.by,
      outcome: code && { code, detail: ending.detail },
      evidence: record.run.evidence.map(one =>
        one.seenAfterSeconds === null ? { ...one, why: `not seen before the heal (${one.why})` } : one,
      ),
    },
  }
}

const ended = (
  record: RunRecord,
  now: number,
  state: 'healed' | 'not-healed',
  more: Partial<RunRecord['run']>,
): RunRecord => ({
  ...record,
  run: { ...record.run, state, endedAt: iso(now), ...more },
})

/** What the workload's annotations say about the run. */
export function followCluster(record: RunRecord, workload: Workload | undefined, now: number): RunRecord {
  const { run } = record
  if (!isInForce(run)) return record
  if (workload === undefined) {
    const detail = `deployment/${record.workload} does not exist any more`
    return afterHeal(record, { by: 'somebody else', at: iso(now), result: 'gone', detail })
  }
  const annotation = readRun(workload.annotations)
  const standing = 'value' in annotation ? annotation.value : null
  if (standing?.id === run.id) {
    const { inverse, guards, toxics, startedAt } = standing
    return run.state === 'active'
      ? record
      : { ...record, inverse, guards, toxics, run: { ...run, state: 'active', activeAt: run.activeAt ?? startedAt } }
  }
  const ending = readEnding(workload.annotations)
  if (ending?.id === run.id) return afterHeal(record, ending)
  // A watch may lag behind: an older run's annotation says nothing about this one.
  if (standing !== null && standing.startedAt > run.startedAt) {
    const detail = `Another run (${standing.id}) began on deployment/${record.workload} since; how this one ended is not known`
    return ended(record, now, 'not-healed', { outcome: { code: 'deadline_unproven', detail } })
  }
  // The annotation may have been taken away by hand: what we wrote still stands, and is ours to take back.
  const stands = planUndo(record, workload.object).restored.length > 0
  if (run.state === 'injecting' && !stands && now - Date.parse(run.startedAt) > INJECTION_MS) {
    const detail = 'The control center ended before the change was made; nothing was changed'
    return ended(record, now, 'not-healed', { outcome: { code: 'injection_failed', detail } })
  }
  return record
}

/** One more look at the promised signals while the change stands. */
export function followEvidence(
  record: RunRecord,
  scenario: Scenario | undefined,
  sample: Sample,
  previousAt: number | null,
  datadog: (promise: DatadogPromise, injectedAt: number) => Finding,
): RunRecord {
  if (!isInForce(record.run)) return record
  const start = fillStart(record.start, sample)
  const injectedAt = Date.parse(record.run.activeAt ?? record.run.startedAt)
  const asked = (promise: DatadogPromise) => datadog(promise, injectedAt)
  const context = { injectedAt, start, sample, previousAt, datadog: asked }
  return {
    ...record,
    start,
    run: {
      ...record.run,
      requests: requestsSince(start.chat, sample) ?? record.run.requests,
      evidence: record.run.evidence.map(evidence => {
        const promise = scenario?.promises.find(one => one.signal === evidence.signal)
        return promise ? observe(evidence, promise, context) : evidence
      }),
    },
  }
}

/** One more look at the recovery: proven, still to be proven, or not proven in time. */
export function followRecovery(
  record: RunRecord,
  scenario: Scenario | undefined,
  look: { sample: Sample; conditions: Condition[]; hold: Hold; now: number },
): RunRecord {
  if (record.run.state !== 'recovering') return record
  const { sample, conditions, hold, now } = look
  const proof = checks(hold, conditions, now)
  const requests = requestsSince(record.start.chat, sample) ?? record.run.requests
  const going: RunRecord = { ...record, run: { ...record.run, proof, requests } }
  const healedAt = Date.parse(record.run.healRequestedAt ?? record.run.until)
  if (holds(proof)) {
    return ended(going, now, 'healed', { recoverySeconds: Math.round((now - healedAt) / 100) / 10 })
  }
  const limit = scenario?.healed.provenWithinSeconds ?? 300
  if (now - healedAt <= limit * 1000) return going
  return ended(going, now, 'not-healed', { outcome: unproven(record, proof, limit) })
}

function unproven(record: RunRecord, proof: ProofCheck[], limit: number): RunRecord['run']['outcome'] {
  const open = proof.filter(check => check.heldSeconds < check.ofSeconds)
  const words = open.map(check => `${check.title}: ${check.now}, wanted ${check.wanted}`).join('; ')
  const detail = `Not proven steady within ${limit} s of the heal. ${words || 'The conditions never held together'}`
  const before = record.run.outcome
  return before ? { ...before, detail: `${before.detail}. ${detail}` } : { code: 'deadline_unproven', detail }
}

/** Has something happened that has to survive this process? */
export function isMaterial(before: RunRecord | undefined, after: RunRecord): boolean {
  const gist = (record: RunRecord) =>
    JSON.stringify([
      record.run.state,
      record.run.activeAt,
      record.run.healRequestedAt,
      record.run.outcome,
      record.run.endedAt,
      record.run.budget,
      record.run.evidence.map(one => one.seenAfterSeconds),
      record.start,
    ])
  return before === undefined || gist(before) !== gist(after)
}
