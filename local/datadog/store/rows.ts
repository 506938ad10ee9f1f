/**
 * What the store keeps, one row type per table. A table's columns are these fields in snake_case; a record is kept as
 * JSON text, a list of strings as a list. `time` is always Unix milliseconds, and what retention and ranges go by.
 * Tags are `key:value`, sorted, without duplicates.
 */

export type MetricType = 'gauge' | 'count' | 'rate'

/** One value of a series. `count` is the total of its interval, `rate` is per second; both name the interval in seconds. */
export interface PointRow {
  time: number
  metric: string
  type: MetricType
  tags: readonly string[]
  value: number
  interval?: number
}

/** Raw values of a distribution, kept one by one so that any quantile over any grouping is the true one. */
export interface DistributionRow {
  time: number
  metric: string
  tags: readonly string[]
  values: readonly number[]
}

/** 0 OK, 1 warning, 2 critical, 3 unknown. */
export interface ServiceCheckRow {
  time: number
  check: string
  status: 0 | 1 | 2 | 3
  host: string
  tags: readonly string[]
  message: string
}

/** A span of dd-trace after intake: ids joined to 128 bits, SQL obfuscated, top level computed. */
export interface SpanRow {
  time: number
  /** 32 hexadecimal digits; the upper 16 are zero where a browser began the trace. */
  traceId: string
  /** Decimal. */
  spanId: string
  /** Decimal, `0` at a root. */
  parentId: string
  startNs: bigint
  durationNs: number
  service: string
  name: string
  resource: string
  type: string
  /** server, client, producer, consumer, internal or empty. */
  kind: string
  env: string
  version: string
  host: string
  error: boolean
  topLevel: boolean
  /** As in `http.status_code`, empty where there is none. */
  httpStatusCode: string
  /** `rum` when a browser began the trace. */
  origin: string
  /** Of the pod that reported it: pod_name, kube_namespace, kube_deployment … */
  tags: readonly string[]
  meta: Readonly<Record<string, string>>
  metrics: Readonly<Record<string, number>>
}

export interface LogRow {
  time: number
  id: string
  /** emergency … debug, as the log pipeline names them; `ok` exists too. */
  status: string
  service: string
  source: string
  host: string
  env: string
  version: string
  message: string
  /** 32 hexadecimal digits, empty outside a trace. */
  traceId: string
  /** Decimal, empty outside a trace. */
  spanId: string
  tags: readonly string[]
  attributes: Readonly<Record<string, unknown>>
}

/** A RUM event. Views come again and again with a growing document version: the highest per view id is the truth. */
export interface RumRow {
  time: number
  id: string
  /** view, resource, action, error, long_task or vital. */
  type: string
  applicationId: string
  sessionId: string
  viewId: string
  service: string
  env: string
  version: string
  documentVersion: number
  /** 32 hexadecimal digits, empty where the event is no traced resource. */
  traceId: string
  spanId: string
  tags: readonly string[]
  /** The event as it came. Durations are nanoseconds. */
  attributes: Readonly<Record<string, unknown>>
}

export interface ReplayRow {
  time: number
  applicationId: string
  sessionId: string
  viewId: string
  indexInView: number
  endTime: number
  recordsCount: number
  hasFullSnapshot: boolean
  /** zlib, as it came. */
  segment: Uint8Array
}

/** A span of LLM Observability. It has a trace id of its own beside the APM one. */
export interface LlmSpanRow {
  time: number
  traceId: string
  spanId: string
  /** `undefined` at a root, as the SDK sends it. */
  parentId: string
  apmTraceId: string
  sessionId: string
  name: string
  spanKind: string
  mlApp: string
  modelName: string
  modelProvider: string
  service: string
  env: string
  version: string
  /** ok or error. */
  status: string
  durationNs: number
  errorType: string
  errorMessage: string
  tags: readonly string[]
  input: Readonly<Record<string, unknown>>
  output: Readonly<Record<string, unknown>>
  metadata: Readonly<Record<string, unknown>>
  /** Tokens as sent, and `estimated_*_cost` in nanodollars as derived. */
  metrics: Readonly<Record<string, number>>
}

/** Joined to its span by span id and LLM trace id. */
export interface EvaluationRow {
  time: number
  spanId: string
  traceId: string
  label: string
  /** categorical, score, boolean or json. */
  metricType: string
  /** Beside the value what was said about it, named as it came: reasoning, assessment, metadata, submitter. */
  value: Readonly<{ value: unknown } & Record<string, unknown>>
  mlApp: string
  tags: readonly string[]
}

export interface EventRow {
  time: number
  id: string
  title: string
  text: string
  source: string
  /** error, warning, info, success … */
  status: string
  priority: string
  host: string
  aggregationKey: string
  tags: readonly string[]
  attributes: Readonly<Record<string, unknown>>
}

/** A sample of Database Monitoring. */
export interface DatabaseRow {
  time: number
  /** activity: what ran at that moment; plan: an EXPLAIN; query: the text behind a signature. */
  kind: 'activity' | 'plan' | 'query'
  querySignature: string
  statement: string
  database: string
  user: string
  service: string
  env: string
  host: string
  waitEventType: string
  waitEvent: string
  traceId: string
  tags: readonly string[]
  /** pid, blocking_pids, durations in ns, the plan's JSON … named as the Agent names them. */
  attributes: Readonly<Record<string, unknown>>
}

/** An OpenLineage run event. */
export interface LineageRow {
  time: number
  runId: string
  jobNamespace: string
  jobName: string
  eventType: string
  attributes: Readonly<Record<string, unknown>>
}

/** A monitor's group changed its state. */
export interface MonitorTransitionRow {
  time: number
  monitorId: number
  /** `*` for a monitor without groups. */
  groupName: string
  fromState: string
  toState: string
  value: number | null
}

export interface Rows {
  points: PointRow
  distributions: DistributionRow
  serviceChecks: ServiceCheckRow
  spans: SpanRow
  logs: LogRow
  rum: RumRow
  replay: ReplayRow
  llmSpans: LlmSpanRow
  evaluations: EvaluationRow
  events: EventRow
  database: DatabaseRow
  lineage: LineageRow
  monitorTransitions: MonitorTransitionRow
}
export type Table = keyof Rows
