import { priceOf } from './prices.ts'

/** Nanodollars per token at one dollar per million tokens. */
const NANODOLLARS = 1000

/** Estimated cost in nanodollars, split as the backend splits it. */
export interface Cost {
  matchedModel: string
  input: number
  nonCachedInput: number
  cacheReadInput: number
  output: number
  reasoningOutput: number
  total: number
}

/** What a call cost by its model's list price; undefined where the price or the token counts are not known. */
export function costOf(model: string, tokens: Readonly<Record<string, number>>): Cost | undefined {
  const match = priceOf(model)
  if (!match || (tokens.input_tokens === undefined && tokens.output_tokens === undefined)) return undefined
  const { price } = match
  const all = tokens.input_tokens ?? 0
  const cached = Math.min(all, tokens.cache_read_input_tokens ?? 0)
  const nonCachedInput = (all - cached) * price.input * NANODOLLARS
  const cacheReadInput = cached * price.cachedInput * NANODOLLARS
  const output = (tokens.output_tokens ?? 0) * price.output * NANODOLLARS
  const input = nonCachedInput + cacheReadInput
  return {
    matchedModel: match.model,
    input,
    nonCachedInput,
    cacheReadInput,
    output,
    reasoningOutput: (tokens.reasoning_output_tokens ?? 0) * price.output * NANODOLLARS,
    total: input + output,
  }
}
