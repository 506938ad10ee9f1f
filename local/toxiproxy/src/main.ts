import { pino } from 'pino'
import { parseEnvironment } from './environment.ts'
import { startToxiproxy } from './start.ts'

try {
  const { HOST, PORT, CONFIG, LOG_LEVEL } = parseEnvironment(process.env)
  const log = pino({ level: LOG_LEVEL, name: 'toxiproxy' })
  const server = await startToxiproxy({
    host: HOST,
    port: PORT,
    config: CONFIG,
    env: process.env,
    random: Math.random,
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
  log.info({ url: server.url }, 'ready')
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
