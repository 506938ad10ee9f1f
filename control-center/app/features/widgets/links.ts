import type { LinkTarget } from '../../platform/widgets/model.ts'

interface Range {
  /** Milliseconds. */
  from: number
  to: number
}

type Parameters = Record<string, string | number>

/** Where in Datadog's application each thing is, and what its range is called there. `ts` is the usual form. */
const PATTERNS: {
  [To in LinkTarget['to']]: (target: Extract<LinkTarget, { to: To }>, range: Range) => [path: string, query: Parameters]
} = {
  dashboard: ({ path, widgetId }, range) => [
    path,
    { ...ts(range), ...(widgetId ? { fullscreen_widget: widgetId } : {}) },
  ],
  monitor: ({ id }, range) => [`/monitors/${encodeURIComponent(id)}`, ts(range)],
  dashboards: ({ query }) => ['/dashboard/lists', { q: query }],
  pods: ({ query }) => ['/orchestration/explorer/pod', { query }],
  monitors: ({ query }) => ['/monitors/manage', { q: query }],
  slo: ({ id }) => ['/slo/manage', { slo_id: id, tab: 'status_and_history' }],
  slos: ({ query }) => ['/slo/manage', { query }],
  logs: ({ query }, range) => ['/logs', { query, ...ts(range), live: 'true' }],
  traces: ({ query }, { from, to }) => ['/apm/traces', { query, start: from, end: to, paused: 'false' }],
  rum: ({ query }, range) => ['/rum/sessions', { query, ...ts(range), live: 'true' }],
  llm: ({ query }, { from, to }) => ['/llm/traces', { query, start: from, end: to, paused: 'false' }],
  events: ({ query }, range) => ['/event/explorer', { query, ...ts(range), live: 'true' }],
  trace: ({ id }) => [`/apm/trace/${encodeURIComponent(id)}`, {}],
  database: ({ page, query }, range) => [`/databases/${page}`, { query, ...ts(range) }],
  streams: (_, range) => ['/data-streams/map', ts(range)],
  'llm-trace': ({ id }) => ['/llm/traces', { query: `trace_id:${id}` }],
}

function ts({ from, to }: Range): Parameters {
  return { from_ts: from, to_ts: to, live: 'true' }
}

/** The same thing in Datadog at the same time; null when there is no application to open. */
export function datadogLink(appUrl: string | null, target: LinkTarget, range: Range): string | null {
  if (appUrl === null) return null
  const pattern = PATTERNS[target.to] as (target: LinkTarget, range: Range) => [string, Parameters]
  const [path, query] = pattern(target, range)
  const url = new URL(path, `${appUrl}/`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
  return url.href
}

const NAMES: Record<LinkTarget['to'], string> = {
  dashboard: 'Datadog',
  monitor: 'Monitor',
  dashboards: 'Dashboards',
  pods: 'Pods',
  monitors: 'Monitors',
  slo: 'SLO',
  slos: 'SLOs',
  logs: 'Logs',
  traces: 'Traces',
  rum: 'RUM',
  llm: 'LLM Observability',
  events: 'Events',
  trace: 'Trace',
  'llm-trace': 'Trace',
  database: 'Database Monitoring',
  streams: 'Data Streams',
}

/** What the link is called on a widget. */
export const linkName = (target: LinkTarget): string => NAMES[target.to]
