import { z } from 'zod'
import { editSchema, guardSchema } from '../change/edits.ts'
import { toxicSchema } from '../toxic/toxic.ts'
import type { Run, RunState } from '../types.ts'

const time = z.iso.datetime()
const source = z.enum(['kubernetes', 'rabbitmq', 'chat', 'datadog'])

const evidenceSchema = z.object({
  signal: z.string(),
  title: z.string(),
  source,
  withinSeconds: z.number(),
  seenAfterSeconds: z.number().nullable(),
  why: z.string(),
})

const proofSchema = z.object({
  id: z.string(),
  title: z.string(),
  ok: z.boolean(),
  now: z.string(),
  wanted: z.string(),
  heldSeconds: z.number(),
  ofSeconds: z.number(),
})

export const runSchema = z.object({
  id: z.string(),
  scenario: z.string(),
  intensity: z.string().optional(),
  title: z.string(),
  state: z.enum(['injecting', 'active', 'recovering', 'healed', 'not-healed']),
  startedBy: z.string(),
  startedAt: time,
  activeAt: time.nullable(),
  until: time,
  healRequestedAt: time.nullable(),
  healedBy: z.string().nullable(),
  endedAt: time.nullable(),
  recoverySeconds: z.number().nullable(),
  outcome: z
    .object({
      code: z.enum(['injection_failed', 'heal_failed', 'changed_by_others', 'ended_early', 'deadline_unproven']),
      detail: z.string(),
    })
    .nullable(),
  target: z.string(),
  change: z.string(),
  evidence: z.array(evidenceSchema),
  proof: z.array(proofSchema),
  requests: z
    .object({
      accepted: z.number(),
      answered: z.number(),
      failed: z.number(),
      timedOut: z.number(),
      waiting: z.number(),
      lost: z.number(),
    })
    .nullable(),
  budget: z.object({ from: time, to: time, slos: z.number().nullable(), problem: z.string().nullable() }).optional(),
}) satisfies z.ZodType<Run>

export const countersSchema = z.object({
  accepted: z.number(),
  answered: z.number(),
  failed: z.number(),
  waiting: z.number(),
  timedOut: z.number(),
})
/** The chat's own counters, from its database. */
export type Counters = z.infer<typeof countersSchema>

export const baselineSchema = z.object({
  p95Seconds: z.number(),
  queueMax: z.number(),
  messages: z.number(),
  since: time,
})

/** All that is kept of a run beside the cluster's own annotation. */
export const recordSchema = z.object({
  run: runSchema,
  workload: z.string(),
  inverse: z.array(editSchema),
  guards: z.array(guardSchema),
  toxics: z.array(toxicSchema).default([]),
  /** What the signals were when it began; what could not be asked then is filled in by the first answer. */
  start: z.object({ chat: countersSchema.nullable(), queueReady: z.number().nullable() }),
  baseline: baselineSchema.nullable(),
  /** Hash of the Idempotency-Key and of the request that came with it. */
  request: z.object({ key: z.string(), body: z.string() }).nullable(),
})
export type RunRecord = z.infer<typeof recordSchema>

export const MAX_RECORDS = 50

const keyOf = (id: string) => `run-${id}`

const order: Record<RunState, number> = { injecting: 0, active: 1, recovering: 2, 'not-healed': 3, healed: 3 }

export const isOver = (run: Run): boolean => run.endedAt !== null
/** The change still stands, as far as the record knows. */
export const isInForce = (run: Run): boolean => run.state === 'injecting' || run.state === 'active'

/** Records out of the ConfigMap's data, newest first. What cannot be read is left out and named. */
export function parseRecords(data: Record<string, string>): { records: RunRecord[]; problems: string[] } {
  const records: RunRecord[] = []
  const problems: string[] = []
  for (const [key, text] of Object.entries(data)) {
    if (!key.startsWith('run-')) continue
    try {
      records.push(recordSchema.parse(JSON.parse(text)))
    } catch (error) {
      problems.push(`${key}: ${error instanceof z.ZodError ? z.prettifyError(error) : 'is not JSON'}`)
    }
  }
  return { records: records.sort(newestFirst), problems }
}

const newestFirst = (a: RunRecord, b: RunRecord) =>
  Date.parse(b.run.startedAt) - Date.parse(a.run.startedAt) || (a.run.id < b.run.id ? 1 : -1)

/** The keys to write so that the record stands and only the newest 50 ended ones are kept. */
export function recordChanges(existing: RunRecord[], record: RunRecord): Record<string, string | null> {
  const changes: Record<string, string | null> = { [keyOf(record.run.id)]: JSON.stringify(record) }
  const others = existing.filter(other => other.run.id !== record.run.id).sort(newestFirst)
  const room = MAX_RECORDS - 1 - others.filter(other => !isOver(other.run)).length
  const surplus = others.filter(other => isOver(other.run)).slice(Math.max(0, room))
  for (const { run } of surplus) changes[keyOf(run.id)] = null
  return changes
}

export const removal = (id: string): Record<string, null> => ({ [keyOf(id)]: null })

const earlier = (a: string | null, b: string | null) => (a === null ? b : b === null ? a : a < b ? a : b)

/**
 * One record out of two accounts of the same run, so that two control centers never undo each other's findings:
 * the later state stands, what was seen stays seen, and the first time of each event is kept.
 */
export function mergeRecords(theirs: RunRecord, ours: RunRecord): RunRecord {
  const ahead = order[theirs.run.state] > order[ours.run.state] || (isOver(theirs.run) && !isOver(ours.run))
  const lead = ahead || isOver(theirs.run) ? theirs : ours
  const other = lead === theirs ? ours : theirs
  const healRequestedAt = earlier(theirs.run.healRequestedAt, ours.run.healRequestedAt)
  const healer = healRequestedAt === theirs.run.healRequestedAt ? theirs.run : ours.run
  return {
    ...lead,
    start: {
      chat: theirs.start.chat ?? ours.start.chat,
      queueReady: theirs.start.queueReady ?? ours.start.queueReady,
    },
    baseline: theirs.baseline ?? ours.baseline,
    request: theirs.request ?? ours.request,
    run: {
      ...lead.run,
      budget:
        [theirs, ours].find(one => one.run.budget?.slos != null)?.run.budget ?? ours.run.budget ?? theirs.run.budget,
      activeAt: earlier(theirs.run.activeAt, ours.run.activeAt),
      healRequestedAt,
      healedBy: healer.healedBy ?? lead.run.healedBy,
      outcome: lead.run.outcome ?? (lead.run.state === other.run.state ? other.run.outcome : null),
      evidence: lead.run.evidence.map(one => {
        const same = other.run.evidence.find(evidence => evidence.signal === one.signal)
        if (same?.seenAfterSeconds == null) return one
        return one.seenAfterSeconds === null || same.seenAfterSeconds < one.seenAfterSeconds ? same : one
      }),
    },
  }
}
