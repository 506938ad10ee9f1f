import { Closers, createLogger, parseEnvironment, Readiness } from '@chat-demo/common'
import { startWorker, variables as workerVariables } from '@chat-demo/worker/start'
import { variables as backendVariables } from '../src/environment.ts'
import { startBackend } from '../src/start.ts'

export interface Running {
  url: string
  readiness: Readiness
  stop(): Promise<void>
}

const logger = createLogger('test', process.env.TEST_LOG_LEVEL ?? 'silent')
const shared = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' }

/** A backend in this process, as its main makes it. */
export async function runBackend(environment: Record<string, string>): Promise<Running> {
  const env = parseEnvironment(backendVariables, { ...shared, ...environment })
  const readiness = new Readiness()
  const closers = new Closers()
  const url = await startBackend({ env, logger, readiness, closers })
  return { url, readiness, stop: () => stop(readiness, closers) }
}

/** A worker in this process, as its main makes it. */
export async function runWorker(environment: Record<string, string>): Promise<Running> {
  const env = parseEnvironment(workerVariables, {
    ...shared,
    OPENAI_API_KEY: 'sk-good',
    OPENAI_MODEL: 'gpt-4.1-mini',
    ...environment,
  })
  const readiness = new Readiness()
  const closers = new Closers()
  const url = await startWorker({ env, logger, readiness, closers })
  return { url, readiness, stop: () => stop(readiness, closers) }
}

async function stop(readiness: Readiness, closers: Closers): Promise<void> {
  readiness.drain()
  await closers.run(logger)
}
