import { pino } from 'pino'
import { parseEnvironment } from './environment.ts'
import { startNode } from './node.ts'

function fail(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  for (const line of message.split('\n')) console.error(`node: ${line}`)
  process.exit(1)
}

try {
  const environment = parseEnvironment(process.env, process.platform)
  const log = pino({ level: environment.LOG_LEVEL, name: 'node' })
  const node = await startNode(environment, log)
  const stop = (signal: string) => {
    log.info({ signal }, 'stopping')
    node.stop(environment.STOP_TIMEOUT_MS).then(
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
  log.info({ node: environment.NODE_NAME }, 'ready')
} catch (error) {
  fail(error)
}
