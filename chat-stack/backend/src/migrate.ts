import { fileURLToPath } from 'node:url'
import type { Logger } from '@chat-demo/common'
import { describeUnavailable } from '@chat-demo/common/postgres'
import pRetry from 'p-retry'

/** The same folder seen from src/ and from dist/. */
const folder = fileURLToPath(new URL('../migrations', import.meta.url))

/**
 * Brings the schema up to date, in one transaction under an advisory lock. Keeps trying (0.25 s to 5 s apart) while
 * the database is away or another replica migrates.
 * @param onFailure told why, after each failed attempt
 */
export async function migrate(
  databaseUrl: string,
  logger: Logger,
  signal: AbortSignal,
  onFailure: (reason: string) => void,
): Promise<void> {
  const { runner } = await import('node-pg-migrate')
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const once = async () => {
    const applied = await runner({
      databaseUrl: {
        connectionString: databaseUrl,
        connectionTimeoutMillis: 3_000,
        application_name: 'backend-migrate',
      },
      dir: folder,
      migrationsTable: 'migrations',
      direction: 'up',
      singleTransaction: true,
      logger: quiet,
    })
    if (applied.length > 0) logger.info({ applied: applied.map(migration => migration.name) }, 'database migrated')
  }
  let told = ''
  await pRetry(once, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 250,
    maxTimeout: 5_000,
    randomize: true,
    signal,
    onFailedAttempt: ({ error }) => {
      const reason = describeUnavailable(error)
      onFailure(reason)
      if (reason !== told) logger.warn({ reason }, 'the database cannot be migrated yet, trying again')
      told = reason
    },
  })
}
