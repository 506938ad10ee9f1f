/** A span as the store returns it. */
export interface StoredSpan {
  time: number
  trace_id: string
  span_id: string
  parent_id: string
  start_ns: number | bigint
  duration_ns: number | bigint
  service: string
  name: string
  resource: string
  type: string
  kind: string
  env: string
  version: string
  host: string
  error: boolean
  top_level: boolean
  http_status_code: string
  tags: string[]
  meta: Record<string, string>
  metrics: Record<string, number>
}

/** Names that the tracer and the backend use between themselves; the API does not show them. */
export const isInternal = (name: string): boolean => name.startsWith('_')
