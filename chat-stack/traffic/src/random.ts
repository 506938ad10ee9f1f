import { uniformInt } from 'pure-rand/distribution/uniformInt'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'

const steps = 0x7fff_ffff

/** From 0 up to, not including, 1. */
export function uniform(generator: RandomGenerator): number {
  return uniformInt(generator, 0, steps - 1) / steps
}

export function pick<T>(generator: RandomGenerator, items: readonly [T, ...T[]]): T {
  return items[uniformInt(generator, 0, items.length - 1)] ?? items[0]
}

/** A version 4 UUID drawn from the generator: the same for the same seed. */
export function uuid(generator: RandomGenerator): string {
  const hex = Array.from({ length: 32 }, () => uniformInt(generator, 0, 15).toString(16))
  hex[12] = '4'
  hex[16] = '89ab'[uniformInt(generator, 0, 3)] ?? '8'
  const text = hex.join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}
