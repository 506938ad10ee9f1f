/** What the page knows about its stream. Times are milliseconds of this browser's clock. */
export interface Connection {
  status: 'connecting' | 'open' | 'lost'
  /** Since when it is lost: the numbers stand still from here. */
  lostAt: number | null
  /** Attempts since it was last open. */
  attempt: number
}

export const CONNECTING: Connection = { status: 'connecting', lostAt: null, attempt: 0 }

/** Without a word for this long the stream counts as lost, whatever the socket says. */
export const SILENCE_MS = 15_000

const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 10_000

export function opened(): Connection {
  return { status: 'open', lostAt: null, attempt: 0 }
}

export function lost(connection: Connection, now: number): Connection {
  return { status: 'lost', lostAt: connection.lostAt ?? now, attempt: connection.attempt + 1 }
}

/**
 * Milliseconds until the next attempt: doubles from half a second to ten seconds.
 * `random` (0 to 1) takes away up to a quarter, so that many tabs do not return in the same instant.
 */
export function reconnectDelay(attempt: number, random: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, attempt - 1))
  return Math.round(full * (1 - random / 4))
}
