import type { DatabaseRow } from '../../../store/rows.ts'
import { applicationName } from './connection.ts'
import { normalise, originOf } from './statement.ts'

/** A client's session and what it runs or ran last, as pg_stat_activity shows it. */
export interface Session {
  pid: number
  datname: string
  usename: string
  application_name: string
  client_addr: string | null
  client_port: number | null
  backend_start: Date
  xact_start: Date | null
  query_start: Date | null
  state_change: Date | null
  wait_event_type: string | null
  wait_event: string | null
  state: string
  backend_type: string
  query: string
  blocking_pids: number[]
}

/** Blockers are asked for only where a lock is waited for: the question itself takes locks. */
export const sessionsQuery = `
SELECT pid, datname, usename, application_name, host(client_addr) AS client_addr, client_port, backend_start,
       xact_start, query_start, state_change, wait_event_type, wait_event, state, backend_type, query,
       CASE WHEN wait_event_type = 'Lock' THEN pg_blocking_pids(pid) ELSE '{}' END AS blocking_pids
  FROM pg_stat_activity
 WHERE backend_type = 'client backend'
   AND datname IS NOT NULL
   AND coalesce(trim(query), '') <> ''
   AND application_name <> '${applicationName}'`

export interface RowContext {
  /** Unix milliseconds. */
  time: number
  host: string
  tags: readonly string[]
}

const nanoseconds = (from: Date, to: number) => Math.max(0, to - from.getTime()) * 1e6

/** How long a session's statement has run, or ran before the session became idle in its transaction; nanoseconds. */
export function durationOf({ query_start, state_change, state }: Session, time: number): number {
  if (!query_start) return 0
  return nanoseconds(query_start, state === 'active' || !state_change ? time : state_change.getTime())
}

/** What all rows of Database Monitoring say of a session. */
export function sessionRow(session: Session, kind: DatabaseRow['kind'], { time, host, tags }: RowContext): DatabaseRow {
  const { statement, signature } = normalise(session.query)
  const { service, env, traceId } = originOf(session.query)
  const { datname, usename, application_name } = session
  return {
    time,
    kind,
    querySignature: signature,
    statement,
    database: datname,
    user: usename,
    service,
    env: env || (tags.find(tag => tag.startsWith('env:'))?.slice(4) ?? ''),
    host,
    waitEventType: session.wait_event_type ?? '',
    waitEvent: session.wait_event ?? '',
    traceId,
    tags: [...tags, `db:${datname}`, `user:${usename}`, ...(application_name ? [`app:${application_name}`] : [])],
    attributes: {},
  }
}

const iso = (date: Date | null) => date?.toISOString()

/** Sessions that do something, or hold a transaction open. */
export const isBusy = ({ state }: Session): boolean => state !== 'idle'

/** The sessions of one moment, each with its wait and with who blocks it. */
export function activityRows(sessions: readonly Session[], context: RowContext): DatabaseRow[] {
  return sessions.map(session => ({
    ...sessionRow(session, 'activity', context),
    attributes: {
      pid: session.pid,
      blocking_pids: session.blocking_pids,
      state: session.state,
      application_name: session.application_name,
      client_addr: session.client_addr,
      client_port: session.client_port,
      backend_type: session.backend_type,
      backend_start: iso(session.backend_start),
      xact_start: iso(session.xact_start),
      query_start: iso(session.query_start),
      state_change: iso(session.state_change),
      duration: durationOf(session, context.time),
    },
  }))
}
