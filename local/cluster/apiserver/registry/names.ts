import { randomInt } from 'node:crypto'

// No vowels and no look-alikes, so that a suffix neither reads as a word nor is mistyped.
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** The random end of a generated name. */
export const randomSuffix = (length = 5): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')

const MAX_GENERATED = 63

export const generateName = (base: string): string => `${base.slice(0, MAX_GENERATED - 5)}${randomSuffix()}`
