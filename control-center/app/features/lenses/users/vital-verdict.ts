import type { Tone } from '../../../ui/badge.tsx'

/** Limits of the web vitals: good up to the first, poor above the second. */
const LIMITS = {
  largestPaint: [2.5, 4],
  nextPaint: [0.2, 0.5],
  layoutShift: [0.1, 0.25],
} as const

export type Vital = keyof typeof LIMITS

export function vitalVerdict(vital: Vital, value: number): { tone: Tone; words: string } {
  const [good, poor] = LIMITS[vital]
  if (value <= good) return { tone: 'ok', words: 'Good' }
  return value <= poor ? { tone: 'warn', words: 'Could be better' } : { tone: 'bad', words: 'Poor' }
}
