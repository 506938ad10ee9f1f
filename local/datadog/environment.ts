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

const port = z.coerce
  .number({ error: 'wants a port number' })
  .int('wants a whole port number')
  .min(0, 'wants a port from 0 to 65535')
  .max(65535, 'wants a port from 0 to 65535')

const key = z.string({ error: 'wants a key' }).min(8, 'wants a key of at least 8 characters')
const positive = (what: string) => z.coerce.number({ error: `wants ${what}` }).positive(`wants ${what} above 0`)
const text = z.string().min(1)

/** `name=requests/seconds`, by the name of a bucket. */
const rateLimits = list.transform((items, context) => {
  const limits: Record<string, { requests: number; periodSeconds: number }> = {}
  for (const item of items) {
    const [, name, requests, seconds] = /^([\w*]+)=(\d+)\/(\d+)$/.exec(item) ?? []
    if (name === undefined || Number(requests) === 0 || Number(seconds) === 0) {
      context.addIssue({ code: 'custom', message: 'wants a list as batch_query=1600/3600,*=100/10' })
      return z.NEVER
    }
    limits[name] = { requests: Number(requests), periodSeconds: Number(seconds) }
  }
  return limits
})

const schema = z.object({
  HOST: z.string().min(1, 'wants an address to listen on, for example 127.0.0.1').default('127.0.0.1'),
  API_PORT: port,
  AGENT_PORT: port,
  DOGSTATSD_PORT: port,
  DATA_DIR: z.string({ error: 'wants a folder' }).min(1, 'wants a folder'),
  API_KEY: key,
  APP_KEY: key,
  CLIENT_TOKENS: list,
  SITE: text.default('datadoghq.com'),
  ALLOWED_HOSTS: list,
  RATE_LIMITS: rateLimits,
  KUBECONFIG: text.optional(),
  POD_LOGS_DIR: text.optional(),
  NODE_NAME: text.default('local'),
  CLUSTER_NAME: text.default('chat-demo'),
  MAX_AGE_HOURS: positive('a number of hours').default(4),
  MAX_DISK_MB: positive('a number of megabytes').default(1024),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'wants one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
})

export type Environment = z.infer<typeof schema> & {
  /** What `%%env_NAME%%` in autodiscovery's templates stands for. */
  checkEnvironment: Readonly<Record<string, string>>
}

const CHECK_PREFIX = 'CHECK_ENV_'
const SECRET = /KEY|TOKEN/

/**
 * Reads the environment of this process.
 * @throws Error with one line per wrong variable: its name, what it got (unless it may hold a key) and what it wants.
 */
export function parseEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const result = schema.safeParse(source)
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => {
      const name = String(path[0])
      return `${name}: got ${shown(name, source[name])}, ${message}`
    })
    throw new Error(`The environment is not complete:\n  ${lines.join('\n  ')}`)
  }
  const checkEnvironment = Object.fromEntries(
    Object.entries(source).flatMap(([name, value]) =>
      name.startsWith(CHECK_PREFIX) && value !== undefined ? [[name.slice(CHECK_PREFIX.length), value]] : [],
    ),
  )
  return { ...result.data, checkEnvironment }
}

function shown(name: string, value: string | undefined): string {
  if (value === undefined) return 'nothing'
  return SECRET.test(name) ? 'a value that is not shown' : JSON.stringify(value)
}
