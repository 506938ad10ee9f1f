import type { LiveDelta, LiveState } from './live-state.ts'

const replaced = ['platforms', 'services', 'traffic', 'scenarios', 'steady', 'monitors', 'tours', 'tour'] as const

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** What turns one state into the next, smallest first; nothing when they say the same. */
export function liveDeltas(before: LiveState, after: LiveState): LiveDelta[] {
  const deltas: LiveDelta[] = []
  const runs = rows(before.runs, after.runs, run => run.id)
  if (runs) deltas.push({ kind: 'runs', ...runs })
  const pods = rows(before.pods, after.pods, pod => pod.uid)
  if (pods) deltas.push({ kind: 'pods', ...pods })
  const events = rows(before.events, after.events, event => event.uid)
  if (events) deltas.push({ kind: 'events', ...events })
  for (const key of replaced) if (!same(before[key], after[key])) deltas.push({ kind: 'set', key, value: after[key] })
  const queue = stream(before.queue, after.queue)
  if (queue) deltas.push({ kind: 'queue', ...queue })
  const chat = stream(before.chat, after.chat)
  if (chat) deltas.push({ kind: 'chat', ...chat })
  return deltas
}

function rows<T>(before: T[], after: T[], id: (row: T) => string): { upsert: T[]; remove: string[] } | null {
  if (before === after) return null
  const known = new Map(before.map(row => [id(row), row]))
  const upsert = after.filter(row => !same(known.get(id(row)), row))
  for (const row of after) known.delete(id(row))
  const remove = [...known.keys()]
  return upsert.length > 0 || remove.length > 0 ? { upsert, remove } : null
}

/** A part with a history sends its newest point only. */
function stream<T extends { history: { at: string }[] }>(
  before: T,
  after: T,
): { value: Omit<T, 'history'>; point: T['history'][number] | null } | null {
  const { history: old, ...was } = before
  const { history, ...value } = after
  const newest = history.at(-1)
  const point = newest && newest.at !== old.at(-1)?.at ? newest : null
  return point || !same(was, value) ? { value, point } : null
}
