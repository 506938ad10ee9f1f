import type { Usage } from '@chat-demo/common/contract'

/** US dollars for a million tokens of input and of output; OpenAI's list prices as of 2025-08. */
const prices: Record<string, readonly [input: number, output: number]> = {
  'gpt-4.1': [2, 8],
  'gpt-4.1-mini': [0.4, 1.6],
  'gpt-4.1-nano': [0.1, 0.4],
  'gpt-4o': [2.5, 10],
  'gpt-4o-mini': [0.15, 0.6],
  'gpt-5': [1.25, 10],
  'gpt-5-mini': [0.25, 2],
  'gpt-5-nano': [0.05, 0.4],
  o3: [2, 8],
  'o4-mini': [1.1, 4.4],
}

/** The price of a reply in US dollars; undefined for a model that is not on the list. */
export function priceOf(model: string, { prompt_tokens, completion_tokens }: Usage): number | undefined {
  // A model is also known by its name with the date of its release.
  const price = prices[model.replace(/-\d{4}-\d{2}-\d{2}$/, '')]
  return price && (prompt_tokens * price[0] + completion_tokens * price[1]) / 1_000_000
}
