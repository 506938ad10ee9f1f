import { describe, expect, it } from 'vitest'
import type { LinkTarget } from '../../platform/widgets/model.ts'
import { datadogLink } from './links.ts'

const APP = 'https://app.datadoghq.eu'
const range = { from: 1_000, to: 2_000 }
const times = 'from_ts=1000&to_ts=2000&live=true'

const table: [LinkTarget, string][] = [
  [{ to: 'dashboard', path: '/dashboard/abc/demo', widgetId: null }, `/dashboard/abc/demo?${times}`],
  [{ to: 'dashboard', path: '/dashboard/abc/demo', widgetId: '7' }, `/dashboard/abc/demo?${times}&fullscreen_widget=7`],
  [{ to: 'monitor', id: '42' }, `/monitors/42?${times}`],
  [{ to: 'monitors', query: 'tag:"a:b"' }, '/monitors/manage?q=tag%3A%22a%3Ab%22'],
  [{ to: 'slo', id: 'x' }, '/slo/manage?slo_id=x&tab=status_and_history'],
  [{ to: 'slos', query: 'a:b' }, '/slo/manage?query=a%3Ab'],
  [{ to: 'logs', query: 'status:error' }, `/logs?query=status%3Aerror&${times}`],
  [{ to: 'traces', query: 'env:a' }, '/apm/traces?query=env%3Aa&start=1000&end=2000&paused=false'],
  [{ to: 'rum', query: '@type:view' }, `/rum/sessions?query=%40type%3Aview&${times}`],
  [{ to: 'llm', query: 'ml_app:a' }, '/llm/traces?query=ml_app%3Aa&start=1000&end=2000&paused=false'],
  [{ to: 'events', query: 'env:a' }, `/event/explorer?query=env%3Aa&${times}`],
  [{ to: 'trace', id: 'ff00' }, '/apm/trace/ff00'],
  [{ to: 'database', page: 'queries', query: 'a:b' }, `/databases/queries?query=a%3Ab&${times}`],
  [{ to: 'llm-trace', id: '9' }, '/llm/traces?query=trace_id%3A9'],
]

describe('the same thing in Datadog', () => {
  it.each(table)('%j', (target, path) => expect(datadogLink(APP, target, range)).toBe(`${APP}${path}`))

  it('is nowhere without an application', () => {
    for (const [target] of table) expect(datadogLink(null, target, range)).toBeNull()
  })

  it('never leaves the application, whatever a dashboard calls its address', () => {
    const link = datadogLink(APP, { to: 'trace', id: '../../x?y' }, range)
    expect(link && new URL(link).pathname).toBe('/apm/trace/..%2F..%2Fx%3Fy')
  })
})
