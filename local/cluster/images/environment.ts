import { z } from 'zod'

/** Where a server of an image listens: the pod's own address and the port of its manifest. */
export const listenSchema = {
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(1).max(65535),
}

/**
 * Reads an image's environment once.
 * @throws Error that names each variable that is wrong and what is wanted; values are never printed.
 */
export function readEnvironment<T extends z.ZodType>(schema: T, environment: NodeJS.ProcessEnv): z.output<T> {
  const parsed = schema.safeParse(environment)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The environment does not fit. ${wrong.join('; ')}`)
}
