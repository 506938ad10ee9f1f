import type { ApiContext } from '../../api/context.ts'
import type { Verdict } from '../advance.ts'
import type { GroupState, GroupStatus, MonitorOptions } from '../documents.ts'
import type { ServiceCheckQuery } from '../query/types.ts'
import { ALL, groupName } from './metric.ts'

/** A run of the check; 0 OK, 1 warning, 2 critical, 3 unknown. */
export interface CheckRun {
  time: number
  status: number
  tags: readonly string[]
}

interface Row {
  time: number
  status: number
  host: string
  tags: readonly string[]
}

const MINUTE = 60_000

/** Runs in the range that the check's scope takes in, the newest first. */
export async function checkRuns(
  { store }: Pick<ApiContext, 'store'>,
  query: ServiceCheckQuery,
  options: MonitorOptions,
  end: number,
): Promise<CheckRun[]> {
  // Checks run at least once a minute.
  const back = Math.max(10, query.last * 2, (options.no_data_timeframe ?? 0) * 2) * MINUTE
  const rows = await store.query<Row>(
    'SELECT time, status, host, tags FROM service_checks WHERE "check" = $1 AND time >= $2 AND time < $3 ORDER BY time DESC',
    [query.check, end - back, end],
  )
  return rows
    .map(({ host, tags, ...row }) => ({
      time: Number(row.time),
      status: Number(row.status),
      tags: tags.some(tag => tag.startsWith('host:')) || host === '' ? tags : [...tags, `host:${host}`],
    }))
    .filter(run => isInScope(run.tags, query))
}

function isInScope(tags: readonly string[], { over, exclude }: ServiceCheckQuery): boolean {
  return over.every(tag => tag === '*' || tags.includes(tag)) && !exclude.some(tag => tags.includes(tag))
}

/** What the newest runs mean for each group. */
export function judgeRuns(
  runs: readonly CheckRun[],
  query: ServiceCheckQuery,
  options: MonitorOptions,
  previous: Readonly<Record<string, GroupState>>,
  now: number,
): Map<string, Verdict> {
  const groups = new Map<string, CheckRun[]>()
  for (const run of runs) {
    const name = groupName(query.by.map(key => run.tags.find(tag => tag.startsWith(`${key}:`)) ?? `${key}:N/A`))
    const own = groups.get(name) ?? []
    own.push(run)
    groups.set(name, own)
  }
  const names = new Set([...groups.keys(), ...Object.keys(previous), ...(query.by.length === 0 ? [ALL] : [])])
  const judge = query.measure === 'count' ? judgeInARow : judgeShare
  return new Map(
    [...names].map(name => {
      const own = groups.get(name) ?? []
      const verdict = judge(own, query, options)
      return [name, isMissing(own[0], previous[name], options, now) ? { ...verdict, status: 'No Data' } : verdict]
    }),
  )
}

function isMissing(
  newest: CheckRun | undefined,
  previous: GroupState | undefined,
  options: MonitorOptions,
  now: number,
): boolean {
  if (options.notify_no_data !== true || previous === undefined) return false
  const minutes = options.no_data_timeframe || 2
  return now - Math.max(newest?.time ?? 0, previous.lastSeen) >= minutes * MINUTE
}

/** As many runs of the same outcome in a row as the threshold says. */
function judgeInARow(
  runs: readonly CheckRun[],
  query: ServiceCheckQuery,
  { thresholds = {} }: MonitorOptions,
): Verdict {
  const latest = runs.slice(0, query.last)
  const inARow = (is: (status: number) => boolean): number => {
    const end = latest.findIndex(run => !is(run.status))
    return end === -1 ? latest.length : end
  }
  const reached = (count: number, threshold: number | undefined): boolean => count > 0 && count >= (threshold ?? 1)
  const failures = inARow(status => status === 2)
  const seen = runs[0]?.time ?? null
  let status: GroupStatus | null = null
  if (reached(failures, thresholds.critical)) status = 'Alert'
  else if (
    reached(
      inARow(each => each === 1 || each === 2),
      thresholds.warning,
    ) &&
    failures === 0
  )
    status = 'Warn'
  else if (
    reached(
      inARow(each => each === 0),
      thresholds.ok,
    )
  )
    status = 'OK'
  return { value: runs.length === 0 ? null : failures, status, seen }
}

/** The share of instances whose newest run failed, in percent. */
function judgeShare(
  runs: readonly CheckRun[],
  _query: ServiceCheckQuery,
  { thresholds = {} }: MonitorOptions,
): Verdict {
  const newest = new Map<string, CheckRun>()
  for (const run of runs) {
    const instance = run.tags.join(',')
    if (!newest.has(instance)) newest.set(instance, run)
  }
  const seen = runs[0]?.time ?? null
  if (newest.size === 0) return { value: null, status: null, seen }
  const share = (least: number): number =>
    ([...newest.values()].filter(({ status }) => status === 2 || status === least).length / newest.size) * 100
  const critical = share(2)
  let status: GroupStatus = 'OK'
  if (thresholds.critical !== undefined && critical >= thresholds.critical) status = 'Alert'
  else if (thresholds.warning !== undefined && share(1) >= thresholds.warning) status = 'Warn'
  return { value: critical, status, seen }
}
