/** Tokens that a question may have; with the history it stays well inside the context of every model in use. */
export const maxQuestionTokens = 2_000

type Tokenizer = typeof import('gpt-tokenizer/encoding/o200k_base')
let loading: Promise<Tokenizer> | undefined

/**
 * Tokens of a text in the encoding of the GPT-4.1 and o-series models. The tokenizer's tables take more memory than
 * the rest of the process, so they are loaded on the first question.
 */
export async function countTokens(text: string): Promise<number> {
  loading ??= import('gpt-tokenizer/encoding/o200k_base')
  const { countTokens: count } = await loading
  // Control tokens in what people write are text, not an error.
  return count(text, { disallowedSpecial: new Set() })
}
