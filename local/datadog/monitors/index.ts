import type { ApiContext } from '../api/context.ts'
import type { MonitorDocument } from './documents.ts'
import { monitorEvaluator } from './evaluator.ts'

export interface MonitorsOptions {
  context: ApiContext
  /** From the end of one pass to the begin of the next; Datadog's is a minute. */
  everyMs: number
  /** Told once when a monitor's evaluation begins to fail. */
  onFailure?: (monitor: MonitorDocument, error: Error) => void
}

/** Evaluates all monitors again and again until it is closed. */
export function startMonitors({ context, everyMs, onFailure }: MonitorsOptions): { close(): Promise<void> } {
  const evaluator = monitorEvaluator(context, onFailure)
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const schedule = (): void => {
    timer = setTimeout(() => {
      running = evaluator.pass().finally(() => {
        if (!closed) schedule()
      })
    }, everyMs)
  }
  schedule()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}
