import { ownerOf } from '../../widgets/owner.ts'
import type { DatabaseSample, SamplesAnswer } from './calls.ts'
import type { ActivityView, SessionView, WaitNode } from './model.ts'

/** Samples of one moment come as one batch; clocks of hosts differ by little. */
const SAME_MOMENT_MS = 500
/** Older than this it is not now: the Agent samples every 10 s or more often. */
const NOW_MS = 15_000

export const timeOf = ({ timestamp }: DatabaseSample): number =>
  typeof timestamp === 'number' ? timestamp : Date.parse(timestamp ?? '')

/** Who waits for whom in the newest sample. `now` is in milliseconds. */
export function activityView(answer: SamplesAnswer, now: number): ActivityView {
  const samples = answer.result.events.map(({ event }) => event).filter(event => !Number.isNaN(timeOf(event)))
  const newest = Math.max(...samples.map(timeOf))
  if (samples.length === 0 || now - newest > NOW_MS) return { sampledAt: null, roots: [], waiting: 0, busy: 0 }
  const sessions = new Map<number, { session: SessionView; blockedBy: number[] }>()
  for (const sample of samples) {
    const { pid, blocking_pids: blockedBy } = sample.custom
    if (newest - timeOf(sample) > SAME_MOMENT_MS || pid == null || sessions.has(pid)) continue
    sessions.set(pid, { session: sessionOf(sample, pid), blockedBy: blockedBy ?? [] })
  }
  const waiting = [...sessions.values()].filter(({ blockedBy }) => blockedBy.length > 0).length
  return { sampledAt: new Date(newest).toISOString(), roots: treeOf(sessions), waiting, busy: sessions.size }
}

function sessionOf(sample: DatabaseSample, pid: number): SessionView {
  const { custom } = sample
  const { db } = custom
  const service = custom.service || sample.service
  const application = custom.application_name || service || db.user || 'unknown'
  const started = Date.parse(custom.xact_start ?? '')
  return {
    pid,
    application,
    owner: ownerOf([`service:${application}`, `user:${service ?? ''}`], ''),
    user: db.user || null,
    statement: db.statement ?? '',
    signature: db.query_signature || null,
    state: custom.state || 'active',
    wait: db.wait_event ? `${db.wait_event_type || 'Wait'}: ${db.wait_event}` : null,
    since: custom.query_start ?? null,
    seconds: custom.duration == null ? null : custom.duration / 1e9,
    transactionSeconds: Number.isNaN(started) ? null : Math.max(0, timeOf(sample) - started) / 1000,
    traceId: hexTrace(custom.trace_id),
  }
}

export const hexTrace = (id: string | null | undefined): string | null =>
  id && /^[0-9a-f]{32}$/i.test(id) ? id.toLowerCase() : null

type Sessions = ReadonlyMap<number, { session: SessionView; blockedBy: readonly number[] }>

/**
 * Each waiter once, under one of those it waits for: of them the one that waits itself for the fewest, which holds the
 * lock rather than standing before it in the queue. Waiters that wait for one another hang under the first of them.
 */
function treeOf(sessions: Sessions): WaitNode[] {
  const depth = (pid: number) => sessions.get(pid)?.blockedBy.length ?? 0
  const parents = new Map<number, number>()
  for (const [pid, { blockedBy }] of sessions) {
    const [parent] = [...blockedBy].sort((a, b) => depth(a) - depth(b) || a - b)
    if (parent !== undefined && !leadsTo(parents, parent, pid)) parents.set(pid, parent)
  }
  const node = (pid: number): WaitNode => ({
    pid,
    session: sessions.get(pid)?.session ?? null,
    alsoBehind: (sessions.get(pid)?.blockedBy ?? []).filter(other => other !== parents.get(pid)),
    behind: [...parents]
      .filter(([, parent]) => parent === pid)
      .map(([child]) => node(child))
      .sort((a, b) => (b.session?.seconds ?? 0) - (a.session?.seconds ?? 0)),
  })
  const roots = [...new Set(parents.values())].filter(pid => !parents.has(pid))
  return roots.map(node).sort((a, b) => size(b) - size(a))
}

/** Whether `from` already hangs below `to`. */
function leadsTo(parents: ReadonlyMap<number, number>, from: number, to: number): boolean {
  for (let pid: number | undefined = from; pid !== undefined; pid = parents.get(pid)) if (pid === to) return true
  return false
}

const size = (node: WaitNode): number => node.behind.reduce((sum, child) => sum + 1 + size(child), 0)
