/** US dollars per million tokens. */
export interface Price {
  input: number
  cachedInput: number
  output: number
}

/** List prices of OpenAI's API in March 2026, from https://platform.openai.com/docs/pricing (standard tier). */
const PRICES: Readonly<Record<string, Price>> = {
  'gpt-4.1': { input: 2, cachedInput: 0.5, output: 8 },
  'gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4 },
  'gpt-4o': { input: 2.5, cachedInput: 1.25, output: 10 },
  'gpt-4o-mini': { input: 0.15, cachedInput: 0.075, output: 0.6 },
  o3: { input: 2, cachedInput: 0.5, output: 8 },
  'o4-mini': { input: 1.1, cachedInput: 0.275, output: 4.4 },
  'text-embedding-3-small': { input: 0.02, cachedInput: 0.02, output: 0 },
  'text-embedding-3-large': { input: 0.13, cachedInput: 0.13, output: 0 },
}

/** Price of a model, whatever the date at the end of its name; undefined for one that is not in the table. */
export function priceOf(model: string): { model: string; price: Price } | undefined {
  const name = model.toLowerCase().replace(/-\d{4}-\d{2}-\d{2}$/, '')
  const price = PRICES[name]
  return price && { model: name, price }
}
