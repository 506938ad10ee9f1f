import { countTokens, decodeGenerator, encode } from 'gpt-tokenizer/encoding/o200k_base'

/** The text of a message is never a control token, whatever it spells. */
const TEXT = { disallowedSpecial: new Set<string>() }

/** Tokens that frame every message, and those that open the reply. */
const PER_MESSAGE = 3
const REPLY_OPENING = 3

export interface PromptMessage {
  role: string
  content: string
  name?: string
}

/** Tokens of one text. */
export function countText(text: string): number {
  return countTokens(text, TEXT)
}

/** Tokens of a prompt: every message with its frame, and the opening of the reply. */
export function countPrompt(messages: readonly PromptMessage[]): number {
  let total = REPLY_OPENING
  for (const { role, content, name } of messages) {
    total += PER_MESSAGE + countText(role) + countText(content)
    if (name !== undefined) total += 1 + countText(name)
  }
  return total
}

/**
 * Splits a text where its tokens end. A character that needs several tokens comes whole with its last one, so there
 * may be fewer pieces than tokens; joined they are the text again.
 */
export function splitTokens(text: string): string[] {
  return [...decodeGenerator(encode(text, TEXT))]
}

/** The first `limit` tokens of a text. */
export function firstTokens(text: string, limit: number): string {
  return [...decodeGenerator(encode(text, TEXT).slice(0, limit))].join('')
}
