import type { Query } from './definition.ts'

/** One thing to ask Datadog. Two widgets that ask the same share the answer. */
export type Ask =
  | MetricAsk
  | ListAsk
  | MonitorSearchAsk
  | MonitorListAsk
  | SloAsk
  | SloSearchAsk
  | DashboardListAsk
  | DashboardAsk

export interface MetricAsk {
  kind: 'timeseries' | 'scalar'
  spanMs: number
  queries: Query[]
  formulas: string[]
}

export const LIST_SOURCES = {
  logs_stream: 'logs',
  trace_stream: 'spans',
  rum_stream: 'rum',
  llm_observability_stream: 'llm',
  event_stream: 'events',
} as const
export type ListKind = (typeof LIST_SOURCES)[keyof typeof LIST_SOURCES]

export interface ListAsk {
  kind: ListKind
  query: string
  indexes: string[]
  spanMs: number
  limit: number
}

/** In the search syntax of the monitors page. */
export interface MonitorSearchAsk {
  kind: 'monitor-search'
  query: string
}

/** All monitors of the installation, with their groups and messages. */
export interface MonitorListAsk {
  kind: 'monitor-list'
  tag: string
}

export interface SloAsk {
  kind: 'slo'
  id: string
  /** `7d`, `30d`, `90d`. */
  window: string
}

export interface SloSearchAsk {
  kind: 'slo-search'
  query: string
  limit: number
}

/** Titles and descriptions of all dashboards: whose each is stands in its description. */
export interface DashboardListAsk {
  kind: 'dashboard-list'
}

export interface DashboardAsk {
  kind: 'dashboard'
  id: string
}

export const askKey = (ask: Ask): string => JSON.stringify(ask)

/** How often each kind is asked for while its rate limit allows it. */
export const WANTED_MS: Record<Ask['kind'], number> = {
  timeseries: 10_000,
  scalar: 10_000,
  logs: 15_000,
  spans: 15_000,
  rum: 30_000,
  llm: 15_000,
  events: 15_000,
  'monitor-search': 10_000,
  'monitor-list': 10_000,
  slo: 30_000,
  'slo-search': 30_000,
  'dashboard-list': 60_000,
  dashboard: 60_000,
}

/** Does the answer to this query have a row for each value of some tag? */
export function isGrouped(query: Query): boolean {
  const { group_by: groupBy, query: words } = query
  if (Array.isArray(groupBy)) return groupBy.length > 0
  return typeof words === 'string' && /\bby\s*\{/.test(words)
}

/** Has points only while something happens: counts, and events counted by search. */
export function isSparse(queries: readonly Query[]): boolean {
  return queries.some(({ query, data_source: source }) => {
    if (typeof query === 'string') return /\.as_(count|rate)\(\)/.test(query)
    return source !== 'metrics' && source !== 'slo'
  })
}
