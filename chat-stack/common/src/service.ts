import closeWithGrace from 'close-with-grace'
import { type Environment, EnvironmentError, parseEnvironment, type Variables } from './env.ts'
import { createLogger, type Logger } from './logger.ts'
import { Readiness } from './readiness.ts'
import { flushTelemetry } from './telemetry/flush.ts'

/** What stops a service, in reverse order of opening: whoever opens a resource registers its close on the next line. */
export class Closers {
  readonly #stack: { name: string; close: () => unknown }[] = []

  add(name: string, close: () => unknown): void {
    this.#stack.push({ name, close })
  }

  /** Runs every close, the last registered first; one that fails does not keep the others from running. */
  async run(logger: Logger): Promise<void> {
    for (let entry = this.#stack.pop(); entry !== undefined; entry = this.#stack.pop()) {
      try {
        logger.debug(`closing ${entry.name}`)
        await entry.close()
      } catch (error) {
        logger.error({ err: error }, `closing ${entry.name} failed`)
      }
    }
  }
}

export interface ServiceContext<E> {
  env: E
  logger: Logger
  readiness: Readiness
  closers: Closers
}

/** Milliseconds from SIGTERM to the end, whatever is still open: inside the 10 s that manifests grant. */
const graceMs = 9_500

/**
 * Runs a service: environment, logger, then `start`. SIGTERM and SIGINT turn `/readyz` to 503 at once, close what was
 * opened and exit 0. A wrong environment is printed and exits 1, as does an error that nobody handled.
 */
export async function runService<V extends Variables & { LOG_LEVEL: Variables[string] }>(
  name: string,
  variables: V,
  start: (context: ServiceContext<Environment<V>>) => Promise<void>,
): Promise<void> {
  let env: Environment<V>
  try {
    env = parseEnvironment(variables)
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    createLogger(name, 'info').fatal({ problems: error.problems }, error.message)
    process.exitCode = 1
    return
  }
  const logger = createLogger(name, String(env.LOG_LEVEL))
  const readiness = new Readiness()
  const closers = new Closers()

  const grace = closeWithGrace({ delay: graceMs, logger }, async ({ signal, err }) => {
    readiness.drain()
    if (err === undefined) logger.info({ signal }, 'draining')
    else logger.fatal({ err }, 'stopping after an error that nobody handled')
    await closers.run(logger)
    await flushTelemetry()
    logger.info('stopped')
  })

  try {
    await start({ env, logger, readiness, closers })
  } catch (error) {
    // Told to stop while starting: what was under way is expected to fail, and closing goes on.
    if (readiness.phase === 'draining') return
    logger.fatal({ err: error }, 'could not start')
    readiness.drain()
    await closers.run(logger)
    grace.uninstall()
    process.exit(1)
  }
}
