import { type Finding, fails, fine, type Look, look } from '@chat-demo/engine/preflight'
import { DASHBOARDS } from '../../app/features/shell/pages.ts'
import type { Boards } from '../../app/platform/widgets/boards.ts'
import type { BoardState, WidgetData, WidgetView } from '../../app/platform/widgets/model.ts'

const NAMES = ['overview', ...DASHBOARDS.map(one => one.dashboard)]

/** One look per dashboard: there, and each of its widgets with data. */
export function dashboardLooks(boards: Boards | null): Look[] {
  if (boards === null) return []
  return NAMES.map(name => ({
    id: `dashboard-${name}`,
    group: 'monitoring' as const,
    title: `Dashboard ${name}`,
    otherwise: 'Create it: npm run datadog -- apply',
    // Widgets share the rate limits of the account.
    timeoutMs: 25_000,
    take: async () => judgeDashboard(await boards.read(name, '15m')),
  }))
}

const WITHOUT_DATA = new Set<WidgetView['kind']>(['note', 'group', 'link'])

export function judgeDashboard({ loaded, problem, views, widgets }: BoardState): Finding {
  if (!loaded) {
    return fails(
      problem?.detail ?? 'it could not be read in time',
      'Create it (npm run datadog -- apply), or check again',
    )
  }
  const all = leaves(views).filter(view => !WITHOUT_DATA.has(view.kind))
  const states = all.map(view => ({ title: `“${view.title}”`, state: widgets[view.id] }))
  const refused = states.filter(one => one.state?.problem?.kind === 'forbidden')
  if (refused.length > 0) {
    return fails(
      `refused: ${refused.map(one => `${one.title} (${one.state?.problem?.detail})`).join(', ')}`,
      'Give the application key the permission that is named',
    )
  }
  const failed = states.filter(one => one.state?.problem).map(one => `${one.title} (${one.state?.problem?.detail})`)
  const late = states.filter(one => !one.state?.asked).map(one => `${one.title} (no answer yet)`)
  const bare = states.filter(({ state }) => state?.asked && !state.problem && isEmpty(state.data))
  // What has points only while something happens is rightly empty while nothing does.
  const quiet = bare.filter(({ state }) => state?.sparse).length
  const empty = bare.filter(({ state }) => !state?.sparse).map(one => `${one.title} (no data)`)
  const off = [...failed, ...late, ...empty]
  const words = `${all.length - off.length - quiet} of ${all.length} widgets have data${quiet > 0 ? `, ${quiet} only while something happens` : ''}`
  if (off.length === 0) return fine(words)
  return look(`${words}; not ${off.join(', ')}`, 'Turn on light traffic for a minute, then check again')
}

const leaves = (views: readonly WidgetView[]): WidgetView[] =>
  views.flatMap(view => (view.children.length > 0 ? leaves(view.children) : [view]))

function isEmpty(data: WidgetData | null): boolean {
  if (data === null) return true
  switch (data.kind) {
    case 'series':
      return data.series.every(series => series.values.every(value => value === null))
    case 'value':
      return data.value === null
    case 'rows':
    case 'monitors':
    case 'slos':
    case 'checks':
      return data.rows.length === 0
    case 'list':
      return false // a list of what went wrong is empty on a good day
  }
}
