import { relative } from 'node:path'
import { root } from './run-file.ts'

/** A step of the start failed: which log tells more, and what to do. */
export class StepError extends Error {
  constructor(
    message: string,
    readonly help: { log?: string; todo?: string } = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** One line a step, with the time it took. A step that fails is named, and its error goes on to end the start. */
export async function step<T>(title: string, work: () => Promise<T>, describe?: (result: T) => string): Promise<T> {
  const began = performance.now()
  try {
    const result = await work()
    const found = describe?.(result)
    console.log(`  ✓ ${title}${found ? ` (${found})` : ''}  ${seconds(began)}`)
    return result
  } catch (error) {
    console.error(`  ✗ ${title}  ${seconds(began)}`)
    throw error
  }
}

/** What a person is told when a start fails. */
export function explain(error: unknown): string {
  if (!(error instanceof StepError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const { log, todo } = error.help
  return [error.message, log && `Log: ${relative(root, log)}`, todo && `What to do: ${todo}`].filter(Boolean).join('\n')
}
