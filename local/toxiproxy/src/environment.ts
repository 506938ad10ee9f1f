import { z } from 'zod'

const schema = z.object({
  HOST: z
    .string()
    .regex(/^127(\.\d{1,3}){3}$/, 'wants a loopback address such as 127.0.0.1')
    .default('127.0.0.1'),
  PORT: z.coerce.number('wants a port').int().min(0).max(65535).default(8474),
  /** A JSON list of proxies, as `toxiproxy-server -config` reads it. */
  CONFIG: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

/** Throws with a line for each variable that is wrong. */
export function parseEnvironment(env: NodeJS.ProcessEnv): z.infer<typeof schema> {
  const parsed = schema.safeParse(env)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0])
    return `toxiproxy: ${name} is ${JSON.stringify(env[name])}: ${message}`
  })
  throw new Error(lines.join('\n'))
}
