import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Model } from './models.ts'

/** When each token of one reply is ready, drawn before the reply begins. */
export interface Pace {
  /** Milliseconds from the request to the first token. */
  firstTokenMs: number
  /** Milliseconds between two tokens. */
  tokenMs: number
  /** Hidden tokens that a reasoning model spends first; 0 for the others. */
  reasoningTokens: number
}

/**
 * Draws the pace of reply number `index` under `seed`. The same pair gives the same pace on every run, and each index
 * has a generator of its own, so that replies which overlap do not change each other.
 */
export function drawPace(model: Model, seed: number, index: number): Pace {
  const random = xoroshiro128plus((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0)
  const { firstTokenMs, firstTokenSpread, tokensPerSecond } = model.latency
  const [slowest, fastest] = tokensPerSecond
  const first =
    firstTokenMs * Math.exp(firstTokenSpread * standardNormal(uniformFloat64(random), uniformFloat64(random)))
  const rate = slowest + (fastest - slowest) * uniformFloat64(random)
  return {
    firstTokenMs: first,
    tokenMs: 1000 / rate,
    reasoningTokens: model.reasoningTokens ? uniformInt(random, ...model.reasoningTokens) : 0,
  }
}

/** How many of `total` tokens are ready after `elapsedMs`. */
export function tokensReady(pace: Pace, elapsedMs: number, total: number): number {
  if (elapsedMs < pace.firstTokenMs) return 0
  if (pace.tokenMs <= 0) return total
  return Math.min(total, 1 + Math.floor((elapsedMs - pace.firstTokenMs) / pace.tokenMs))
}

/** Milliseconds from the request to the last of `total` tokens. */
export function totalMs(pace: Pace, total: number): number {
  return pace.firstTokenMs + Math.max(0, total - 1) * pace.tokenMs
}

/** Box and Muller's transform of two uniform numbers; cut at 3 so that no reply takes absurdly long. */
function standardNormal(a: number, b: number): number {
  const value = Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b)
  return Math.max(-3, Math.min(3, value))
}
