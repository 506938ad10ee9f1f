import { z } from 'zod'

const list = z
  .string()
  .default('')
  .transform(value =>
    value
      .split(',')
      .map(item => item.trim())
      .filter(item => item !== ''),
  )

const schema = z.object({
  HOST: z.string().min(1, 'wants an address to listen on, for example 127.0.0.1').default('127.0.0.1'),
  PORT: z.coerce
    .number({ error: 'wants a port number' })
    .int('wants a whole port number')
    .min(0, 'wants a port from 0 to 65535')
    .max(65535, 'wants a port from 0 to 65535'),
  GOOD_KEYS: list.refine(keys => keys.length > 0, 'wants at least one key, separated by commas'),
  REVOKED_KEYS: list,
  LIMITED_KEYS: list,
  LIMITED_PER_MINUTE: z.coerce
    .number({ error: 'wants a number of requests a minute' })
    .positive('wants a number of requests a minute above 0')
    .default(6),
  SEED: z.coerce.number({ error: 'wants a whole number' }).int('wants a whole number').default(1),
  ALLOWED_HOSTS: list,
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'wants one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
})

export type Env = z.infer<typeof schema>

const SECRET = /KEY/

/**
 * Reads the environment of this server.
 * @throws Error with one line per wrong variable: its name, what it got (unless it may hold a key) and what it wants.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = schema.safeParse(source)
  if (result.success) return result.data
  const lines = result.error.issues.map(issue => {
    const name = issue.path.join('.')
    const given = source[name]
    const got =
      given === undefined ? 'nothing' : SECRET.test(name) ? 'a value that is not shown' : JSON.stringify(given)
    return `${name}: got ${got}, ${issue.message}`
  })
  throw new Error(`The environment is not complete:\n  ${lines.join('\n  ')}`)
}
