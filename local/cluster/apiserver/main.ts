import { pino } from 'pino'
import { z } from 'zod'
import { parseCidr } from './admission/service-addresses.ts'
import { startApiServer } from './server.ts'

const isRange = (cidr: string) => {
  try {
    return parseCidr(cidr).size > 0
  } catch {
    return false // the message below says what is wanted
  }
}

const environment = z.object({
  HOST: z
    .string()
    .regex(/^127(\.\d{1,3}){3}$/, 'wants a loopback address such as 127.0.0.1')
    .default('127.0.0.1'),
  PORT: z
    .string('wants a port, 0 for a free one')
    .regex(/^\d{1,5}$/, 'wants a port, 0 for a free one')
    .transform(Number)
    .refine(port => port < 65536, 'wants a port up to 65535'),
  DATA_DIR: z.string('wants a directory that can be written').min(1, 'wants a directory that can be written'),
  TOKENS_FILE: z.string('wants the path of a JSON file [{token, user, uid?, groups}]').min(1),
  SERVICE_CIDR: z
    .string()
    .refine(isRange, 'wants an IPv4 range of 8 to 30 bits such as 127.96.0.0/16')
    .default('127.96.0.0/16'),
  DATADOG_AGENT_URL: z.url({ protocol: /^http$/, error: 'wants a URL such as http://127.0.0.1:8126' }).optional(),
  DATADOG_DOGSTATSD_PORT: z.coerce.number('wants a UDP port').int().min(1).max(65535).default(8125),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

const parsed = environment.safeParse(process.env)
if (!parsed.success) {
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0])
    const given = process.env[name]
    console.error(
      `apiserver: ${name} ${given === undefined ? 'is not set' : `is ${JSON.stringify(given)}`}: ${message}`,
    )
  }
  process.exit(1)
}
const { HOST, PORT, DATA_DIR, TOKENS_FILE, SERVICE_CIDR, LOG_LEVEL } = parsed.data
const { DATADOG_AGENT_URL, DATADOG_DOGSTATSD_PORT } = parsed.data
const log = pino({ level: LOG_LEVEL, name: 'apiserver' })

try {
  const server = await startApiServer({
    host: HOST,
    port: PORT,
    dataDir: DATA_DIR,
    tokensFile: TOKENS_FILE,
    serviceCidr: SERVICE_CIDR,
    datadogAgent: DATADOG_AGENT_URL
      ? { traceUrl: DATADOG_AGENT_URL, dogstatsdPort: DATADOG_DOGSTATSD_PORT }
      : undefined,
    log,
  })
  const stop = (signal: string) => {
    log.info({ signal }, 'stopping')
    server.close().then(
      () => process.exit(0),
      error => {
        log.error({ err: error }, 'could not stop in order')
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  // Last: whoever reads it may send a signal at once.
  log.info({ url: server.url, caFile: server.caFile, kubeletTokenFile: server.kubeletTokenFile }, 'ready')
} catch (error) {
  log.fatal({ err: error }, (error as Error).message)
  process.exit(1)
}
