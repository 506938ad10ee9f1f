import type { Logger } from 'pino'
import { z } from 'zod'
import type { CheckSender } from './sender.ts'

/** One check on one thing: a database, a broker. */
export interface Check {
  /** Reads and sends once; told every 15 seconds, as the Agent's checks are unless they say otherwise. */
  run(): Promise<void>
  close(): Promise<void>
}

export interface CheckContext {
  /** Sends for a host, with the tags of the container that the check looks at. */
  sender: (host: string, tags: readonly string[]) => CheckSender
  /** The node that the Agent runs on. */
  hostname: string
  log: Logger
  now: () => number
}

/** Makes a check of an instance's configuration. @throws Error that names each setting that is wrong */
export type CheckFactory = (instance: Readonly<Record<string, unknown>>, context: CheckContext) => Check

/** @throws Error that names the integration and each setting that is wrong; values, which may be secret, are not told */
export function readInstance<T extends z.ZodType>(integration: string, schema: T, instance: unknown): z.output<T> {
  const parsed = schema.safeParse(instance)
  if (parsed.success) return parsed.data
  throw new Error(`The instance of the check ${integration} does not fit: ${z.prettifyError(parsed.error)}`)
}
