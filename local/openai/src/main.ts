import { pino } from 'pino'
import { type Env, parseEnv } from './env.ts'
import { startModelServer } from './index.ts'

const env = readEnv()
const logger = pino({ level: env.LOG_LEVEL })
const server = await startModelServer({
  host: env.HOST,
  port: env.PORT,
  goodKeys: env.GOOD_KEYS,
  revokedKeys: env.REVOKED_KEYS,
  limitedKeys: env.LIMITED_KEYS,
  limitedPerMinute: env.LIMITED_PER_MINUTE,
  seed: env.SEED,
  allowedHosts: env.ALLOWED_HOSTS,
  logger,
})
logger.info({ url: server.url }, 'model server listens')

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    logger.info({ signal }, 'model server stops')
    void server.close()
  })
}

function readEnv(): Env {
  try {
    return parseEnv(process.env)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
