import pg from 'pg'
import type { DatabaseRow } from '../../../store/rows.ts'
import { type Check, type CheckContext, type CheckFactory, readInstance } from '../check.ts'
import { every, type Schedule } from '../schedule.ts'
import { type CheckSender, checkStatus } from '../sender.ts'
import { activityRows, isBusy, type Session, sessionsQuery } from './activity.ts'
import { PostgresConnection } from './connection.ts'
import { instanceSchema, type PostgresInstance, relationPattern } from './instance.ts'
import { type MetricOptions, metricQueries, samplesOf } from './metrics.ts'
import { Plans } from './plans.ts'
import { queryRow, type StatementRow, Statements, statementsQuery } from './statements.ts'

const canConnect = 'postgres.can_connect'

/** PostgreSQL: its metrics each run; with `dbm`, activity, plans and query metrics in rhythms of their own. */
export const postgresCheck: CheckFactory = (given, context): Check => {
  const instance = readInstance('postgres', instanceSchema, given)
  const host = instance.reported_hostname ?? instance.host
  const sender = context.sender(host, [`port:${instance.port}`, ...instance.tags])
  const connection = new PostgresConnection(instance)
  const monitoring = instance.dbm ? startMonitoring(instance, sender, context) : null
  let version: number | null = null

  const options = async (): Promise<MetricOptions> => {
    version ??= await versionOf(connection)
    const { dbname: database, username: user, dbm, collect_activity_metrics: activityMetrics } = instance
    return { database, user, dbm, activityMetrics, version, relations: relationPattern(instance) }
  }
  return {
    async run() {
      const tags = [`db:${instance.dbname}`]
      try {
        for (const query of metricQueries(await options())) {
          try {
            sender.send(samplesOf(query, await connection.query(query.sql, query.values)))
          } catch (error) {
            if (!isRefused(error)) throw error
            context.log.warn({ host: instance.host, reason: error.message }, 'a query of PostgreSQL’s metrics failed')
          }
        }
        sender.serviceCheck(canConnect, checkStatus.ok, tags)
      } catch (error) {
        version = null
        const message = error instanceof Error ? error.message : String(error)
        sender.serviceCheck(canConnect, checkStatus.critical, tags, message)
        throw error
      }
    },
    async close() {
      await monitoring?.close()
      await connection.close()
    },
  }
}

/** Whether the server refused one statement, for a lock or a right, and goes on with the session. */
const isRefused = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity === 'ERROR'

async function versionOf(connection: PostgresConnection): Promise<number> {
  const [row] = await connection.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int AS version`,
  )
  return row?.version ?? 0
}

/** Samples sessions and their plans in one session, and reads the query statistics in another. */
function startMonitoring(instance: PostgresInstance, sender: CheckSender, context: CheckContext): Schedule {
  const sampling = new PostgresConnection(instance)
  const counting = new PostgresConnection(instance)
  const plans = new Plans(sampling, instance.query_samples.explain_function)
  const statements = new Statements()
  // Normalised once: rows of Database Monitoring take these and add their own.
  const rowContext = () => ({ time: context.now(), host: sender.host, tags: sender.tagsWith([]) })
  const append = (rows: readonly DatabaseRow[]) =>
    sender.append(
      'database',
      rows.map(row => ({ ...row, tags: [...new Set(row.tags)].sort() })),
    )
  const warn = (what: string) => {
    let last = ''
    return (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      // A server that is away is away for each of many runs: once is enough.
      if (reason !== last) context.log.warn({ host: instance.host, reason }, `${what} of PostgreSQL could not be read`)
      last = reason
    }
  }

  const sample = async () => {
    const sessions = await sampling.query<Session>(sessionsQuery)
    const at = rowContext()
    append(activityRows(sessions.filter(isBusy), at))
    append(await plans.of(sessions, at))
  }
  const count = async () => {
    const version = await versionOf(counting)
    const rows = await counting.query<StatementRow>(statementsQuery(version >= 170_000))
    const { samples, firstSeen } = statements.take(rows)
    sender.send(samples.map(sample => ({ ...sample, interval: instance.query_metrics.collection_interval })))
    const at = rowContext()
    append(firstSeen.map(query => queryRow(query, at)))
  }
  const seconds = (interval: number) => interval * 1000
  const schedules = [
    every({ everyMs: seconds(instance.query_activity.collection_interval), work: sample, onError: warn('activity') }),
    every({ everyMs: seconds(instance.query_metrics.collection_interval), work: count, onError: warn('statistics') }),
  ]
  return {
    async close() {
      await Promise.all(schedules.map(schedule => schedule.close()))
      await Promise.all([sampling.close(), counting.close()])
    },
  }
}
