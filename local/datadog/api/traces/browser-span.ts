import type { StoredSpan } from '../spans/stored-span.ts'

/** A RUM resource that began a trace, as the store returns it. */
export interface TracedResource {
  time: number
  trace_id: string
  span_id: string
  session_id: string
  view_id: string
  application_id: string
  service: string
  env: string
  version: string
  tags: string[]
  attributes: { resource?: { duration?: number; method?: string; url?: string; status_code?: number } }
}

/** Browsers send no spans: the request that began a trace is known from its RUM resource, and is the trace's root. */
export function browserSpan({ attributes: { resource = {} }, ...event }: TracedResource): StoredSpan {
  const { method = 'GET', url = '', status_code: status, duration = 0 } = resource
  return {
    time: event.time,
    trace_id: event.trace_id,
    span_id: event.span_id,
    parent_id: '0',
    start_ns: BigInt(event.time) * 1_000_000n,
    duration_ns: Math.round(duration),
    service: event.service,
    name: 'browser.request',
    resource: `${method} ${pathOf(url)}`,
    type: 'http',
    kind: 'client',
    env: event.env,
    version: event.version,
    host: '',
    // The browser had no answer at all, or one of a server that failed.
    error: status === 0 || (status !== undefined && status >= 500),
    top_level: true,
    http_status_code: status === undefined ? '' : String(status),
    tags: event.tags,
    meta: {
      'http.method': method,
      'http.url': url,
      ...(status === undefined ? {} : { 'http.status_code': String(status) }),
      'span.kind': 'client',
      'application.id': event.application_id,
      'session.id': event.session_id,
      'view.id': event.view_id,
    },
    metrics: {},
  }
}

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url)
