import type { Figures } from './figures.ts'

export interface IntakeOptions {
  apiKey: string
  /** Those that a browser may send; RUM applications come and go. */
  clientTokens: () => ReadonlySet<string>
  figures: Figures
}
