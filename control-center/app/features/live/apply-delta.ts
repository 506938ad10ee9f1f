import type { LiveDelta, LiveState } from '../../platform/live-state.ts'

/** Newest events that the page keeps. */
const EVENTS_KEPT = 100
/** Runs that the page keeps: what is active, then the newest. */
const RUNS_KEPT = 20
/** Points of a history: one each 5 s over 5 minutes, and one for the left edge. */
const POINTS_KEPT = 61

const RUN_IS_OPEN = new Set(['injecting', 'active', 'recovering'])

/** The state after one delta. The given state is never changed; what did not change keeps its identity. */
export function applyDelta(state: LiveState, delta: LiveDelta): LiveState {
  switch (delta.kind) {
    case 'pods': {
      const pods = merge(state.pods, delta, pod => pod.uid)
      return { ...state, pods: pods.sort((a, b) => a.name.localeCompare(b.name)) }
    }
    case 'events': {
      const events = merge(state.events, delta, event => event.uid)
      return { ...state, events: events.sort((a, b) => b.at.localeCompare(a.at)).slice(0, EVENTS_KEPT) }
    }
    case 'runs': {
      const runs = merge(state.runs, delta, run => run.id)
      runs.sort((a, b) => openFirst(b.state) - openFirst(a.state) || b.startedAt.localeCompare(a.startedAt))
      return { ...state, runs: runs.slice(0, RUNS_KEPT) }
    }
    case 'set':
      return { ...state, [delta.key]: delta.value }
    case 'queue':
      return { ...state, queue: { ...delta.value, history: append(state.queue.history, delta.point) } }
    case 'chat':
      return { ...state, chat: { ...delta.value, history: append(state.chat.history, delta.point) } }
    default:
      // A newer server may send what this page does not know yet: the rest of the page stays true.
      return state
  }
}

function openFirst(state: string): number {
  return RUN_IS_OPEN.has(state) ? 1 : 0
}

function merge<T>(rows: T[], change: { upsert: T[]; remove: string[] }, id: (row: T) => string): T[] {
  const byId = new Map(rows.map(row => [id(row), row]))
  for (const gone of change.remove) byId.delete(gone)
  for (const row of change.upsert) byId.set(id(row), row)
  return [...byId.values()]
}

/** A resumed stream may repeat a point: the same second replaces, it never stands twice. */
function append<T extends { at: string }>(history: T[], point: T | null): T[] {
  if (!point) return history
  return [...history.filter(known => known.at < point.at), point].slice(-POINTS_KEPT)
}
