import { pino } from 'pino'
import { type Environment, parseEnvironment } from './environment.ts'
import { startStandIn } from './stand-in.ts'

const environment = readEnvironment()
const logger = pino({ level: environment.LOG_LEVEL })
const standIn = await startStandIn(environment, logger)
logger.info(standIn.addresses, 'Datadog stand-in listens')

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'Datadog stand-in stops')
    standIn.close().then(
      () => process.exit(0),
      error => {
        logger.fatal({ err: error }, 'Datadog stand-in could not stop cleanly')
        process.exit(1)
      },
    )
  })
}

function readEnvironment(): Environment {
  try {
    return parseEnvironment(process.env)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
