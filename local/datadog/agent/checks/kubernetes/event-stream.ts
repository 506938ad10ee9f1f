import type { Event } from '@chat-demo/cluster/client'
import { nextEventId } from '../../../intake/events/events.ts'
import type { Store } from '../../../store/store.ts'
import type { ClusterView } from '../../kubernetes/cluster-view.ts'
import type { CheckSender } from '../sender.ts'
import { eventRow, occurrence } from './events.ts'

/** How long an occurrence is remembered; the API server keeps events for an hour. */
const rememberMs = 2 * 3_600_000

/**
 * Submits each occurrence of the cluster's events once, also over a restart of the Agent: what the store has already is
 * not told again.
 */
export async function streamEvents(
  cluster: ClusterView,
  { store, sender, host, now }: { store: Store; sender: CheckSender; host: string; now: () => number },
): Promise<void> {
  const known = await store.query<{ occurrence: string }>(
    `SELECT attributes->>'kubernetes_event' AS occurrence FROM events WHERE source = 'kubernetes'`,
  )
  const told = new Map(known.map(({ occurrence }) => [occurrence, now()]))
  cluster.onChange('Event', (event: Event | undefined) => {
    if (!event) return
    const key = occurrence(event)
    if (told.has(key)) return
    const at = now()
    told.set(key, at)
    for (const [old, time] of told) if (at - time > rememberMs) told.delete(old)
    const row = eventRow(event, nextEventId(at), cluster.podTags, host)
    sender.append('events', [{ ...row, tags: sender.tagsWith(row.tags) }])
  })
}
