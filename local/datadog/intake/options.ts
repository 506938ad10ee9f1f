import type { Figures } from './figures.ts'

export interface IntakeOptions {
  apiKey: string
  /** Those that a browser may send. */
  clientTokens: readonly string[]
  figures: Figures
}
