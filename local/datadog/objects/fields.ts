import { randomBytes, randomInt } from 'node:crypto'

/** Who owns everything that is created here: one organisation with one user, whose keys are those of the start. */
export const ORGANISATION = { id: 1, uuid: '00000000-0000-4000-8000-000000000001' }
export const AUTHOR = {
  id: 1,
  uuid: '00000000-0000-4000-8000-000000000002',
  name: 'Chat Demo',
  handle: 'owner@chat-demo.localhost',
  email: 'owner@chat-demo.localhost',
}

/** ISO 8601 with microseconds and a numeric offset, as the API writes times. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000+00:00')
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** `abc-def-ghi`, the public id of dashboards and synthetic tests. */
export function publicId(): string {
  const letters = Array.from(randomBytes(9), byte => LETTERS[byte % LETTERS.length])
  return [letters.slice(0, 3), letters.slice(3, 6), letters.slice(6)].map(part => part.join('')).join('-')
}

/** Nine digits like a monitor's; later ones are greater, and that of a deleted object does not come again. */
export function nextNumber(now: number, taken: readonly number[]): number {
  return Math.max(seconds(now) - 1_600_000_000, ...taken.map(id => id + 1))
}

/** Of a widget: any integer that JavaScript can hold. */
export function widgetId(): number {
  return randomInt(2 ** 32, 2 ** 48 - 1)
}

/** Seconds since the epoch. */
export const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)
