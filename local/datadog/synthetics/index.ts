import type { ApiContext } from '../api/context.ts'
import { syntheticsRunner } from './runner.ts'

export interface SyntheticsOptions {
  context: ApiContext
  /** How often it looks which tests are due. */
  everyMs: number
  /** Told when a result could not be kept. */
  onError: (error: Error) => void
}

/** Runs the synthetic tests that can be run from this machine until it is closed. */
export function startSynthetics({ context, everyMs, onError }: SyntheticsOptions): { close(): Promise<void> } {
  const runner = syntheticsRunner(context, onError)
  const timer = setInterval(() => void runner.pass(), everyMs)
  return {
    async close() {
      clearInterval(timer)
      await runner.close()
    },
  }
}
