import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Each is a file of that name in `prompts/`. */
export const promptNames = ['concise', 'verbose'] as const
export type PromptName = (typeof promptNames)[number]

/** The system prompt of that name; the folder is the same seen from src/ and from dist/. */
export function readPrompt(name: PromptName): string {
  return readFileSync(fileURLToPath(new URL(`../prompts/${name}.md`, import.meta.url)), 'utf8').trim()
}
