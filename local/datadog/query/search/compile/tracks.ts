import type { Track } from '../types.ts'
import {
  column,
  durationColumn,
  type FacetMap,
  flagColumn,
  flatAttribute,
  listAttribute,
  lowerCaseColumn,
  nestedAttribute,
  traceIdColumn,
} from './facets.ts'

/** One track: its table, how rows are told apart, and what it is searched by. */
export interface TrackMap extends FacetMap {
  table: string
  /** An expression that orders rows of the same millisecond. */
  identity: string
  /** Columns that hold JSON. */
  json: readonly string[]
  /** Narrows several states of one thing to the newest, after `QUALIFY`. */
  newest?: string
}

const unified = { service: column('service'), env: column('env'), version: column('version') }

const spans: TrackMap = {
  table: 'spans',
  identity: "trace_id || '/' || span_id",
  json: ['meta', 'metrics'],
  reserved: {
    ...unified,
    operation_name: column('name'),
    resource_name: column('resource'),
    name: column('name'),
    resource: column('resource'),
    type: column('type'),
    host: column('host'),
    status: flagColumn('error', 'error', 'ok'),
    trace_id: traceIdColumn('trace_id'),
    span_id: column('span_id'),
    parent_id: column('parent_id'),
    duration: durationColumn('duration_ns'),
    'span.kind': column('kind'),
    'http.status_code': column('http_status_code'),
    '_dd.origin': column('origin'),
    origin: column('origin'),
    _top_level: flagColumn('top_level', '1', '0'),
  },
  attribute: name => flatAttribute(['meta', 'metrics'], name),
  fullText: ['resource', 'name', `json_extract_string(meta, '$."error.message"')`],
  everything: ['meta', 'metrics'],
}

const logs: TrackMap = {
  table: 'logs',
  identity: 'id',
  json: ['attributes'],
  reserved: {
    ...unified,
    status: lowerCaseColumn('status'),
    source: column('source'),
    host: column('host'),
    message: column('message'),
    trace_id: traceIdColumn('trace_id'),
    'dd.trace_id': traceIdColumn('trace_id'),
    span_id: column('span_id'),
    'dd.span_id': column('span_id'),
    id: column('id'),
  },
  attribute: name => nestedAttribute('attributes', name),
  fullText: ['message'],
  everything: ['attributes'],
}

/** Attributes of RUM events that hold several values. */
const rumLists = new Set(['action.id', 'action.frustration.type'])

const rum: TrackMap = {
  table: 'rum',
  identity: 'id',
  json: ['attributes'],
  newest: `row_number() OVER (
    PARTITION BY CASE WHEN type = 'view' THEN view_id ELSE id END, type ORDER BY document_version DESC) = 1`,
  reserved: {
    ...unified,
    type: column('type'),
    'application.id': column('application_id'),
    'session.id': column('session_id'),
    'view.id': column('view_id'),
    trace_id: traceIdColumn('trace_id'),
    '_dd.trace_id': traceIdColumn('trace_id'),
    '_dd.span_id': column('span_id'),
  },
  attribute: name =>
    rumLists.has(name)
      ? listAttribute('attributes', name)
      : /(^|\.)(duration|loading_time|time_spent)$|_paint$|_to_next_paint$/.test(name)
        ? { ...nestedAttribute('attributes', name), duration: true }
        : nestedAttribute('attributes', name),
  fullText: ['attributes'],
  everything: [],
}

const llmNames = {
  ...unified,
  ml_app: column('ml_app'),
  name: column('name'),
  span_kind: column('span_kind'),
  status: column('status'),
  model_name: column('model_name'),
  model_provider: column('model_provider'),
  session_id: column('session_id'),
  trace_id: column('trace_id'),
  apm_trace_id: traceIdColumn('apm_trace_id'),
  span_id: column('span_id'),
  parent_id: column('parent_id'),
  duration: durationColumn('duration_ns'),
  'error.type': column('error_type'),
  'error.message': column('error_message'),
}

const llmSpans: TrackMap = {
  table: 'llm_spans',
  identity: "trace_id || '/' || span_id",
  json: ['input', 'output', 'metadata', 'metrics'],
  reserved: {
    ...llmNames,
    // The event's own nesting, as the SDK sends it.
    'meta.span.kind': llmNames.span_kind,
    'meta.model_name': llmNames.model_name,
    'meta.model_provider': llmNames.model_provider,
    'meta.error.type': llmNames['error.type'],
    'meta.error.message': llmNames['error.message'],
  },
  attribute: name => {
    const [, group, rest] = /^(?:meta\.)?(input|output|metadata|metrics)\.(.+)$/.exec(name) ?? []
    if (group === undefined || rest === undefined) return nestedAttribute('metadata', name)
    return group === 'metrics' ? flatAttribute(['metrics'], rest) : nestedAttribute(group, rest)
  },
  fullText: ['name', 'input', 'output', 'error_message'],
  everything: ['metadata'],
}

const events: TrackMap = {
  table: 'events',
  identity: 'id',
  json: ['attributes'],
  reserved: {
    ...Object.fromEntries(
      ['source', 'status', 'priority', 'host', 'aggregation_key'].map(name => [name, column(name)]),
    ),
    title: column('title'),
    message: column('text'),
    text: column('text'),
    'evt.id': column('id'),
    hostname: column('host'),
  },
  attribute: name => nestedAttribute('attributes', name),
  fullText: ['title', 'text'],
  everything: ['attributes'],
}

const database: TrackMap = {
  table: '"database"',
  identity: 'hash(kind || query_signature || statement || attributes)::VARCHAR',
  json: ['attributes'],
  reserved: {
    service: column('service'),
    env: column('env'),
    host: column('host'),
    dbm_type: column('kind'),
    db: column('"database"'),
    trace_id: traceIdColumn('trace_id'),
    'db.query_signature': column('query_signature'),
    'db.statement': column('statement'),
    'db.instance': column('"database"'),
    'db.name': column('"database"'),
    'db.user': column('"user"'),
    'db.wait_event_type': column('wait_event_type'),
    'db.wait_event': column('wait_event'),
  },
  attribute: name => nestedAttribute('attributes', name),
  fullText: ['statement'],
  everything: ['attributes'],
}

export const tracks: Readonly<Record<Track, TrackMap>> = { spans, logs, rum, llmSpans, events, database }
