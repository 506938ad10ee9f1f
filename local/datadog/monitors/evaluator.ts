import type { ApiContext } from '../api/context.ts'
import type { Verdict } from './advance.ts'
import { advance, failed, isWorthKeeping } from './advance.ts'
import { eventOf } from './announce.ts'
import {
  getMonitor,
  getState,
  listMonitors,
  type MonitorDocument,
  type MonitorStateDocument,
  putState,
} from './documents.ts'
import { isSilenced, listDowntimes } from './downtimes.ts'
import type { Part } from './evaluate/composite.ts'
import { evaluateMonitor } from './evaluate/index.ts'
import { parseMonitorQuery } from './query/parse.ts'

/** So many monitors at once: their queries share one database thread. */
const AT_ONCE = 4
/** Values that change no state are written down this often. */
const WRITE_EVERY_MS = 60_000

export interface Evaluator {
  /** Evaluates every monitor once; never rejects for a monitor's sake. */
  pass(): Promise<void>
  /** Takes what somebody else found out about a monitor's groups. */
  take(monitor: MonitorDocument, verdicts: ReadonlyMap<string, Verdict>): Promise<void>
}

interface Remembered {
  /** Of the monitor: another one means another query. */
  modified: number
  written: number
  state: MonitorStateDocument
}

/** @param onFailure told once when a monitor's evaluation begins to fail */
export function monitorEvaluator(
  context: ApiContext,
  onFailure: (monitor: MonitorDocument, error: Error) => void = () => {},
): Evaluator {
  const { documents } = context.store
  const remembered = new Map<number, Remembered>()

  const isCurrent = ({ id, modified }: MonitorDocument): boolean => getMonitor(documents, id)?.modified === modified

  const stateOf = (monitor: MonitorDocument): MonitorStateDocument => {
    const known = remembered.get(monitor.id)
    const stored = getState(documents, monitor.id)
    // Someone who changed the query has thrown the state away.
    const isOurs = known !== undefined && (known.modified === monitor.modified || stored.firstEvaluated !== null)
    return isOurs ? known.state : stored
  }

  const keep = async (monitor: MonitorDocument, before: MonitorStateDocument, after: MonitorStateDocument) => {
    const now = context.now()
    const known = remembered.get(monitor.id)
    const isDue = now - (known?.written ?? 0) >= WRITE_EVERY_MS
    const write = isWorthKeeping(before, after) || isDue
    remembered.set(monitor.id, {
      modified: monitor.modified,
      written: write ? now : (known?.written ?? now),
      state: after,
    })
    if (write) await putState(documents, after)
  }

  const take = async (monitor: MonitorDocument, verdicts: ReadonlyMap<string, Verdict>): Promise<void> => {
    const now = context.now()
    const before = stateOf(monitor)
    const downtimes = listDowntimes(documents)
    const { state, transitions, notices } = advance(monitor, before, verdicts, now, group =>
      isSilenced(monitor, downtimes, group, now),
    )
    // A monitor that was changed or deleted meanwhile: what was found belongs to the one before.
    if (!isCurrent(monitor)) return
    context.store.append(
      'monitorTransitions',
      transitions.map(({ group, from, to, value }) => ({
        time: now,
        monitorId: monitor.id,
        groupName: group,
        fromState: from,
        toState: to,
        value,
      })),
    )
    const told = monitor.draftStatus === 'draft' ? [] : notices
    context.store.append(
      'events',
      told.map(notice => eventOf(monitor, notice, now)),
    )
    await keep(monitor, before, state)
  }

  const evaluate = (monitor: MonitorDocument, parts: ReadonlyMap<number, Part>): Promise<void> =>
    attempt(monitor, parts).catch(error => onFailure(monitor, asError(error)))

  const attempt = async (monitor: MonitorDocument, parts: ReadonlyMap<number, Part>): Promise<void> => {
    const before = stateOf(monitor)
    try {
      const query = parseMonitorQuery(monitor.type, monitor.query)
      const verdicts = await evaluateMonitor(context, monitor, query, before, parts)
      if (verdicts !== null) await take(monitor, verdicts)
    } catch (error) {
      const reason = asError(error)
      if (before.error === null) onFailure(monitor, reason)
      if (!isCurrent(monitor)) return
      await keep(monitor, before, failed(monitor, before, reason.message, context.now()))
    }
  }

  return {
    take,
    async pass() {
      const monitors = listMonitors(documents)
      const ids = new Set(monitors.map(monitor => monitor.id))
      for (const id of remembered.keys()) if (!ids.has(id)) remembered.delete(id)
      const composites = monitors.filter(monitor => monitor.type === 'composite')
      const others = monitors.filter(monitor => monitor.type !== 'composite')
      await eachOf(others, AT_ONCE, monitor => evaluate(monitor, new Map()))
      // One after the other: a composite may be made of composites that were made before it.
      for (const composite of composites) {
        const parts = new Map(monitors.map(({ id, multi }) => [id, { multi, state: partState(id) }]))
        await evaluate(composite, parts)
      }
    },
  }

  function partState(id: number): MonitorStateDocument {
    return remembered.get(id)?.state ?? getState(documents, id)
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
