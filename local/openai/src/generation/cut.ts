import { countText, firstTokens } from './tokens.ts'

export interface Cut {
  text: string
  /** Tokens of the text. */
  tokens: number
  finishReason: 'stop' | 'length'
}

/** What is left of an answer after its stop sequences and its token limit; hidden tokens count against the limit. */
export function cutAnswer(answer: string, limit: number | undefined, stop: readonly string[], hiddenTokens = 0): Cut {
  const text = cutAtStop(answer, stop)
  const tokens = countText(text)
  if (limit === undefined || hiddenTokens + tokens <= limit) return { text, tokens, finishReason: 'stop' }
  const visible = Math.max(0, limit - hiddenTokens)
  return { text: firstTokens(text, visible), tokens: visible, finishReason: 'length' }
}

function cutAtStop(text: string, stop: readonly string[]): string {
  const ends = stop.map(sequence => text.indexOf(sequence)).filter(index => index >= 0)
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends))
}
