import type { UnitPair } from './grid.ts'
import type { Unit } from './types.ts'

const unit = (family: string, name: string, plural: string, short_name: string, scale_factor = 1): Unit => ({
  family,
  name,
  plural,
  short_name,
  scale_factor,
})

const units = {
  second: unit('time', 'second', 'seconds', 's'),
  millisecond: unit('time', 'millisecond', 'milliseconds', 'ms', 1e-3),
  microsecond: unit('time', 'microsecond', 'microseconds', 'μs', 1e-6),
  nanosecond: unit('time', 'nanosecond', 'nanoseconds', 'ns', 1e-9),
  byte: unit('bytes', 'byte', 'bytes', 'B'),
  percent: unit('percentage', 'percent', 'percent', '%'),
  fraction: unit('percentage', 'fraction', 'fractions', 'frac'),
  apdex: unit('percentage', 'apdex', 'apdex', 'apdex'),
  hit: unit('cache', 'hit', 'hits', 'hit'),
  error: unit('general', 'error', 'errors', 'err'),
  request: unit('network', 'request', 'requests', 'req'),
  message: unit('network', 'message', 'messages', 'msg'),
  connection: unit('network', 'connection', 'connections', 'conn'),
  packet: unit('network', 'packet', 'packets', 'pkt'),
  core: unit('cpu', 'core', 'cores', 'core'),
  nanocore: unit('cpu', 'nanocore', 'nanocores', 'ncores', 1e-9),
  row: unit('db', 'row', 'rows', 'row'),
  query: unit('db', 'query', 'queries', 'query'),
  transaction: unit('db', 'transaction', 'transactions', 'tx'),
  lock: unit('db', 'lock', 'locks', 'lock'),
  block: unit('disk', 'block', 'blocks', 'blk'),
  operation: unit('general', 'operation', 'operations', 'op'),
  container: unit('general', 'container', 'containers', 'cont'),
  token: unit('general', 'token', 'tokens', 'tok'),
  event: unit('general', 'event', 'events', 'event'),
  dollar: unit('money', 'dollar', 'dollars', '$'),
  nanodollar: unit('money', 'nanodollar', 'nanodollars', 'n$', 1e-9),
} as const
export type UnitName = keyof typeof units

export const isUnitName = (name: string): name is UnitName => Object.hasOwn(units, name)
export const unitNamed = (name: UnitName): Unit => units[name]

/** The first pattern that a metric's name matches says its unit, and per what. */
const table: readonly (readonly [RegExp, UnitName | null, UnitName?])[] = [
  [/^trace\..+\.hits(\.|$)/, 'hit'],
  [/^trace\..+\.errors(\.|$)/, 'error'],
  [/^trace\..+\.apdex$/, 'apdex'],
  [/^trace\./, 'second'],
  [/^chat\.(reply|first_token)\.duration$|^chat\.queue\.wait$|^chat\.question\.oldest_waiting$/, 'second'],
  [/^chat\.reply\.tokens$/, 'token'],
  [/^chat\.reply\.cost$/, 'dollar'],
  [/^chat\.request$/, 'request'],
  [/^chat\.question\./, 'message'],
  [/^chat\.reply\.ended$/, 'message'],
  [/^data_streams\.(latency|kafka\.lag_seconds)/, 'second'],
  [/^data_streams\.payload_size/, 'byte'],
  [/^ml_obs\..*\bcost/, 'nanodollar'],
  [/^ml_obs\..*\btokens?\b/, 'token'],
  [/^ml_obs\..*\bduration/, 'second'],
  [/^ml_obs\..*\berror/, 'error'],
  [/^rum\.measure\..*\b(cumulative_layout_shift|count)$/, null],
  [/^rum\.measure\..*\b(size|transfer_size)$/, 'byte'],
  [/^rum\.measure\..*(duration|time|paint|delay|loading|load_event|dom_|byte)/, 'nanosecond'],
  [/^runtime\.node\..*(mem|heap|external|array_buffers|rss)/, 'byte'],
  [/^runtime\.node\.cpu\./, 'percent'],
  [/^runtime\.node\.(event_loop\.delay|gc\.pause)/, 'nanosecond'],
  [/^runtime\.node\.event_loop\.utilization$/, 'fraction'],
  [/^(kubernetes|container)\.cpu\.(usage|user|system)(\.total|$)/, 'nanocore'],
  [/^container\.cpu\.limit$/, 'nanocore'],
  [/^container\.cpu\.throttled$/, 'nanosecond'],
  [/^kubernetes\.cpu\.(limits|requests|capacity)$/, 'core'],
  [/^kubernetes_state\.container\.cpu_(limit|requested)/, 'core'],
  [/^(kubernetes|container|system)\.mem(ory)?\..*(pct|percent)/, 'fraction'],
  [/^(kubernetes|container|system)\.mem(ory)?\./, 'byte'],
  [/^kubernetes_state\.container\.memory_(limit|requested)/, 'byte'],
  [/^(kubernetes|container)\.network\..*(packets|dropped)/, 'packet', 'second'],
  [/^(kubernetes|container)\.(network|net)\..*(rx|tx|rcvd|sent|bytes)/, 'byte', 'second'],
  [/^(kubernetes|container)\.(filesystem|io)\./, 'byte'],
  [/^kubernetes\.(containers|pods)\./, 'container'],
  [/^container\.uptime$/, 'second'],
  [/^system\.cpu\./, 'percent'],
  [/^postgresql\.(queries\.(time|duration)|activity\.wait|.*\.(total_time|mean_time))/, 'nanosecond'],
  [/^postgresql\.queries\.(count|.*calls)/, 'query'],
  [/^postgresql\.queries\.rows/, 'row'],
  [/^postgresql\.(rows_|live_rows|dead_rows|.*\.rows)/, 'row', 'second'],
  [/^postgresql\.(buffer_hit|disk_read|bgwriter\.buffers)/, 'block', 'second'],
  [/^postgresql\.(database_size|.*_size|.*bytes|.*wal_size)/, 'byte'],
  [/^postgresql\.(commits|rollbacks)/, 'transaction', 'second'],
  [/^postgresql\.transactions\./, 'transaction'],
  [/^postgresql\.percent_usage_connections$/, 'fraction'],
  [/^postgresql\.(connections|max_connections|active_queries|active_waiting_queries)/, 'connection'],
  [/^postgresql\.(locks|deadlocks|waiting)/, 'lock'],
  [/^postgresql\.(replication_delay|.*age|.*delay)$/, 'second'],
  [/^rabbitmq\..*(memory|bytes|disk)/, 'byte'],
  [/^rabbitmq\..*(message|messages)/, 'message'],
  [/^rabbitmq\..*connections/, 'connection'],
  [/^rabbitmq\..*(uptime|seconds)/, 'second'],
]

/** The unit of a metric, as the platform's metadata say it; null where it has none. */
export function unitOf(metric: string): UnitPair {
  const [, own, per] = table.find(([pattern]) => pattern.test(metric)) ?? []
  return own ? [units[own], per ? units[per] : null] : null
}
