import type { Rows, Table } from './rows.ts'

/** A column's type in DuckDB. Times are whole milliseconds, so ranges over them prune row groups. */
export type ColumnType = 'BIGINT' | 'INTEGER' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR' | 'BLOB' | 'VARCHAR[]'

/** What crosses to the worker for one cell. */
export type Cell = string | number | bigint | boolean | null | Uint8Array | readonly string[]

export interface Column<Row> {
  name: string
  type: ColumnType
  of: (row: Row) => Cell
}

type RowTable = Exclude<Table, 'points' | 'distributions'>

const column = <Row>(name: string, type: ColumnType, of: (row: Row) => Cell): Column<Row> => ({ name, type, of })
const json = (value: unknown): string => JSON.stringify(value)

/** The tables whose rows are stored as they come. Points and distributions are split into series and values instead. */
export const rowTables: { readonly [T in RowTable]: { name: string; columns: readonly Column<Rows[T]>[] } } = {
  serviceChecks: {
    name: 'service_checks',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('check', 'VARCHAR', row => row.check),
      column('status', 'INTEGER', row => row.status),
      column('host', 'VARCHAR', row => row.host),
      column('tags', 'VARCHAR[]', row => row.tags),
      column('message', 'VARCHAR', row => row.message),
    ],
  },
  spans: {
    name: 'spans',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('trace_id', 'VARCHAR', row => row.traceId),
      column('span_id', 'VARCHAR', row => row.spanId),
      column('parent_id', 'VARCHAR', row => row.parentId),
      column('start_ns', 'BIGINT', row => row.startNs),
      column('duration_ns', 'BIGINT', row => row.durationNs),
      column('service', 'VARCHAR', row => row.service),
      column('name', 'VARCHAR', row => row.name),
      column('resource', 'VARCHAR', row => row.resource),
      column('type', 'VARCHAR', row => row.type),
      column('kind', 'VARCHAR', row => row.kind),
      column('env', 'VARCHAR', row => row.env),
      column('version', 'VARCHAR', row => row.version),
      column('host', 'VARCHAR', row => row.host),
      column('error', 'BOOLEAN', row => row.error),
      column('top_level', 'BOOLEAN', row => row.topLevel),
      column('http_status_code', 'VARCHAR', row => row.httpStatusCode),
      column('origin', 'VARCHAR', row => row.origin),
      column('tags', 'VARCHAR[]', row => row.tags),
      column('meta', 'VARCHAR', row => json(row.meta)),
      column('metrics', 'VARCHAR', row => json(row.metrics)),
    ],
  },
  logs: {
    name: 'logs',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('id', 'VARCHAR', row => row.id),
      column('status', 'VARCHAR', row => row.status),
      column('service', 'VARCHAR', row => row.service),
      column('source', 'VARCHAR', row => row.source),
      column('host', 'VARCHAR', row => row.host),
      column('env', 'VARCHAR', row => row.env),
      column('version', 'VARCHAR', row => row.version),
      column('message', 'VARCHAR', row => row.message),
      column('trace_id', 'VARCHAR', row => row.traceId),
      column('span_id', 'VARCHAR', row => row.spanId),
      column('tags', 'VARCHAR[]', row => row.tags),
      column('attributes', 'VARCHAR', row => json(row.attributes)),
    ],
  },
  rum: {
    name: 'rum',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('id', 'VARCHAR', row => row.id),
      column('type', 'VARCHAR', row => row.type),
      column('application_id', 'VARCHAR', row => row.applicationId),
      column('session_id', 'VARCHAR', row => row.sessionId),
      column('view_id', 'VARCHAR', row => row.viewId),
      column('service', 'VARCHAR', row => row.service),
      column('env', 'VARCHAR', row => row.env),
      column('version', 'VARCHAR', row => row.version),
      column('document_version', 'INTEGER', row => row.documentVersion),
      column('trace_id', 'VARCHAR', row => row.traceId),
      column('span_id', 'VARCHAR', row => row.spanId),
      column('tags', 'VARCHAR[]', row => row.tags),
      column('attributes', 'VARCHAR', row => json(row.attributes)),
    ],
  },
  replay: {
    name: 'replay',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('application_id', 'VARCHAR', row => row.applicationId),
      column('session_id', 'VARCHAR', row => row.sessionId),
      column('view_id', 'VARCHAR', row => row.viewId),
      column('index_in_view', 'INTEGER', row => row.indexInView),
      column('end_time', 'BIGINT', row => row.endTime),
      column('records_count', 'INTEGER', row => row.recordsCount),
      column('has_full_snapshot', 'BOOLEAN', row => row.hasFullSnapshot),
      column('segment', 'BLOB', row => row.segment),
    ],
  },
  llmSpans: {
    name: 'llm_spans',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('trace_id', 'VARCHAR', row => row.traceId),
      column('span_id', 'VARCHAR', row => row.spanId),
      column('parent_id', 'VARCHAR', row => row.parentId),
      column('apm_trace_id', 'VARCHAR', row => row.apmTraceId),
      column('session_id', 'VARCHAR', row => row.sessionId),
      column('name', 'VARCHAR', row => row.name),
      column('span_kind', 'VARCHAR', row => row.spanKind),
      column('ml_app', 'VARCHAR', row => row.mlApp),
      column('model_name', 'VARCHAR', row => row.modelName),
      column('model_provider', 'VARCHAR', row => row.modelProvider),
      column('service', 'VARCHAR', row => row.service),
      column('env', 'VARCHAR', row => row.env),
      column('version', 'VARCHAR', row => row.version),
      column('status', 'VARCHAR', row => row.status),
      column('duration_ns', 'BIGINT', row => row.durationNs),
      column('error_type', 'VARCHAR', row => row.errorType),
      column('error_message', 'VARCHAR', row => row.errorMessage),
      column('tags', 'VARCHAR[]', row => row.tags),
      column('input', 'VARCHAR', row => json(row.input)),
      column('output', 'VARCHAR', row => json(row.output)),
      column('metadata', 'VARCHAR', row => json(row.metadata)),
      column('metrics', 'VARCHAR', row => json(row.metrics)),
    ],
  },
  evaluations: {
    name: 'evaluations',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('span_id', 'VARCHAR', row => row.spanId),
      column('trace_id', 'VARCHAR', row => row.traceId),
      column('label', 'VARCHAR', row => row.label),
      column('metric_type', 'VARCHAR', row => row.metricType),
      column('value', 'VARCHAR', row => json(row.value)),
      column('ml_app', 'VARCHAR', row => row.mlApp),
      column('tags', 'VARCHAR[]', row => row.tags),
    ],
  },
  events: {
    name: 'events',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('id', 'VARCHAR', row => row.id),
      column('title', 'VARCHAR', row => row.title),
      column('text', 'VARCHAR', row => row.text),
      column('source', 'VARCHAR', row => row.source),
      column('status', 'VARCHAR', row => row.status),
      column('priority', 'VARCHAR', row => row.priority),
      column('host', 'VARCHAR', row => row.host),
      column('aggregation_key', 'VARCHAR', row => row.aggregationKey),
      column('tags', 'VARCHAR[]', row => row.tags),
      column('attributes', 'VARCHAR', row => json(row.attributes)),
    ],
  },
  database: {
    name: 'database',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('kind', 'VARCHAR', row => row.kind),
      column('query_signature', 'VARCHAR', row => row.querySignature),
      column('statement', 'VARCHAR', row => row.statement),
      column('database', 'VARCHAR', row => row.database),
      column('user', 'VARCHAR', row => row.user),
      column('service', 'VARCHAR', row => row.service),
      column('env', 'VARCHAR', row => row.env),
      column('host', 'VARCHAR', row => row.host),
      column('wait_event_type', 'VARCHAR', row => row.waitEventType),
      column('wait_event', 'VARCHAR', row => row.waitEvent),
      column('trace_id', 'VARCHAR', row => row.traceId),
      column('tags', 'VARCHAR[]', row => row.tags),
      column('attributes', 'VARCHAR', row => json(row.attributes)),
    ],
  },
  lineage: {
    name: 'lineage',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('run_id', 'VARCHAR', row => row.runId),
      column('job_namespace', 'VARCHAR', row => row.jobNamespace),
      column('job_name', 'VARCHAR', row => row.jobName),
      column('event_type', 'VARCHAR', row => row.eventType),
      column('attributes', 'VARCHAR', row => json(row.attributes)),
    ],
  },
  monitorTransitions: {
    name: 'monitor_transitions',
    columns: [
      column('time', 'BIGINT', row => row.time),
      column('monitor_id', 'BIGINT', row => row.monitorId),
      column('group_name', 'VARCHAR', row => row.groupName),
      column('from_state', 'VARCHAR', row => row.fromState),
      column('to_state', 'VARCHAR', row => row.toState),
      column('value', 'DOUBLE', row => row.value),
    ],
  },
}

/** A value of a series: of `point_values` and of `distribution_values`. */
const valueColumns: readonly { name: string; type: ColumnType }[] = [
  { name: 'series_id', type: 'INTEGER' },
  { name: 'time', type: 'BIGINT' },
  { name: 'value', type: 'DOUBLE' },
]

/** Every partitioned table under its name in SQL. */
export const tables: ReadonlyMap<string, readonly { name: string; type: ColumnType }[]> = new Map([
  ['point_values', valueColumns],
  ['distribution_values', valueColumns],
  ...Object.values(rowTables).map(
    ({ name, columns }) => [name, columns.map(({ name, type }) => ({ name, type }))] as const,
  ),
])
