import { pino } from 'pino'
import { type Environment, parseEnvironment } from './environment.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

const environment = readEnvironment()
const logger = pino({ level: environment.LOG_LEVEL })
const standIn = await start()
logger.info(standIn.addresses, 'Datadog stand-in listens')

standIn.whole.catch(error => {
  logger.fatal({ err: error }, 'the cluster cannot be watched')
  process.exit(1)
})

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

async function start(): Promise<StandIn> {
  try {
    return await startStandIn(environment, logger)
  } catch (error) {
    logger.fatal({ err: error }, 'Datadog stand-in could not start')
    process.exit(1)
  }
}

function readEnvironment(): Environment {
  try {
    return parseEnvironment(process.env)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
