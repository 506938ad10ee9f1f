import type { ProofCheck } from '../types.ts'
import type { Condition } from './conditions.ts'
import { GAP_MS } from './evidence.ts'

/** How long steady has to hold, in a row. */
export const HOLD_SECONDS = 30

/** Since when each condition has held, by its id; milliseconds since the epoch. */
export interface Hold {
  since: Record<string, number>
  /** Time of the last look; after a gap nothing is known to have held. */
  lastAt: number | null
}

export const emptyHold: Hold = { since: {}, lastAt: null }

/** One more look at the conditions. */
export function advance(hold: Hold, conditions: Condition[], at: number): Hold {
  const gap = hold.lastAt !== null && at - hold.lastAt > GAP_MS
  const since: Record<string, number> = {}
  for (const { id, ok } of conditions) if (ok) since[id] = gap ? at : (hold.since[id] ?? at)
  return { since, lastAt: at }
}

export function checks(hold: Hold, conditions: Condition[], at: number): ProofCheck[] {
  return conditions.map(condition => {
    const since = hold.since[condition.id]
    const held = since === undefined ? 0 : Math.floor((at - since) / 1000)
    return { ...condition, heldSeconds: Math.min(HOLD_SECONDS, held), ofSeconds: HOLD_SECONDS }
  })
}

/** Every condition has held for 30 s, at the same time. */
export const holds = (all: ProofCheck[]): boolean =>
  all.length > 0 && all.every(check => check.ok && check.heldSeconds >= check.ofSeconds)
