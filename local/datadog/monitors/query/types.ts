export type Comparator = '>' | '>=' | '<' | '<='

/** What a query ends with: it alerts when `value <comparator> threshold`. */
export interface Condition {
  comparator: Comparator
  threshold: number
}

/** `last_5m`, or `current_1d`: since the begin of this hour, day, week or month (UTC). */
export type Window = { kind: 'last'; seconds: number } | { kind: 'current'; unit: 'hour' | 'day' | 'week' | 'month' }

export type TimeAggregation = 'avg' | 'sum' | 'min' | 'max' | 'last' | 'percentile'

export interface MetricMonitorQuery extends Condition {
  kind: 'metric'
  aggregation: TimeAggregation
  window: Window
  /** Compares with the same window this long ago. */
  change?: { relative: boolean; shiftSeconds: number }
  /** In the metric language. */
  metricQuery: string
}

export interface ServiceCheckQuery {
  kind: 'serviceCheck'
  check: string
  over: readonly string[]
  exclude: readonly string[]
  by: readonly string[]
  /** So many runs are looked at. */
  last: number
  /** Of consecutive runs, or of all groups. */
  measure: 'count' | 'percent'
}

export type EventSource = 'logs' | 'rum' | 'trace-analytics' | 'events' | 'database-monitoring' | 'llm-observability'

export interface Rollup {
  /** As the search API names aggregations. */
  aggregation: string
  measure?: string
}

export interface EventMonitorQuery extends Condition, Rollup {
  kind: 'events'
  source: EventSource
  search: string
  by: readonly string[]
  windowSeconds: number
}

/** Over the queries in the monitor's `options.variables`. */
export interface FormulaMonitorQuery extends Condition {
  kind: 'formula'
  formula: string
  windowSeconds: number
}

export interface ErrorBudgetQuery extends Condition {
  kind: 'errorBudget'
  sloId: string
  timeframe: string
}

export interface BurnRateQuery extends Condition {
  kind: 'burnRate'
  sloId: string
  timeframe: string
  longWindowSeconds: number
  shortWindowSeconds: number
}

export type CompositeExpression =
  | { operator: 'monitor'; id: number }
  | { operator: 'not'; of: CompositeExpression }
  | { operator: 'and' | 'or'; left: CompositeExpression; right: CompositeExpression }

export interface CompositeQuery {
  kind: 'composite'
  expression: CompositeExpression
}

/** Its state is how its test stands. */
export interface SyntheticsQuery {
  kind: 'synthetics'
}

/** Stored and shown, but of a type that is not evaluated here. */
export interface UnevaluatedQuery {
  kind: 'unevaluated'
}

export type MonitorQuery =
  | MetricMonitorQuery
  | ServiceCheckQuery
  | EventMonitorQuery
  | FormulaMonitorQuery
  | ErrorBudgetQuery
  | BurnRateQuery
  | CompositeQuery
  | SyntheticsQuery
  | UnevaluatedQuery
