/** Pages that are one of Datadog's dashboards: `dashboard` is its key in datadog/dashboards. */
export const DASHBOARDS = [
  { to: '/model', title: 'Model', dashboard: 'model' },
  { to: '/database', title: 'Database', dashboard: 'database' },
  { to: '/messages', title: 'Message flow', dashboard: 'messages' },
] as const

export interface Page {
  to: string
  title: string
}

const FIRST: Page[] = [{ to: '/', title: 'Control center' }]
const DATADOG: Page[] = [
  { to: '/traces', title: 'Traces' },
  { to: '/logs', title: 'Logs' },
  ...DASHBOARDS,
  { to: '/users', title: 'Users' },
  { to: '/monitors', title: 'Monitors' },
]
const LAST: Page[] = [
  { to: '/runs', title: 'Runs' },
  { to: '/preflight', title: 'Preflight' },
]

/** Pages that exist, as the navigation lists them. */
export function pagesOf(hasDatadog: boolean): Page[] {
  return hasDatadog ? [...FIRST, ...DATADOG, ...LAST] : [...FIRST, ...LAST]
}
