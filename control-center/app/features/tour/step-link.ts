import type { BoardState, LinkTarget, MonitorRow } from '../../platform/widgets/model.ts'
import type { TourStep } from './definition.ts'

interface Sight {
  monitors: readonly Pick<MonitorRow, 'id' | 'name'>[]
  /** Of the message that the tour sent; null before it is sent. */
  traceId: string | null
  /** What the page knows of a dashboard. */
  boardOf: (dashboard: string) => Pick<BoardState, 'views' | 'path'> | undefined
}

/** Pages whose subject has a page of its own in Datadog. */
const PAGES: Record<string, LinkTarget> = {
  '/traces': { to: 'traces', query: '' },
  '/logs': { to: 'logs', query: '' },
  '/users': { to: 'rum', query: '' },
  '/model': { to: 'llm', query: '' },
  '/database': { to: 'database', page: 'queries', query: '' },
  '/monitors': { to: 'monitors', query: '' },
}

/** What in Datadog shows the same as the step; null where nothing does. */
export function linkOfStep({ watch }: Pick<TourStep, 'watch'>, sight: Sight): LinkTarget | null {
  if (!watch) return null
  if ('widget' in watch) return ofWidget(watch.widget, sight)
  if ('pods' in watch) return { to: 'pods', query: watch.pods === 'all' ? '' : `kube_deployment:${watch.pods}` }
  if ('monitor' in watch) {
    const found = sight.monitors.find(one => one.name === watch.monitor)
    return found ? { to: 'monitor', id: found.id } : { to: 'monitors', query: watch.monitor }
  }
  if ('place' in watch) return null
  if (watch.page === '/traces/follow') return sight.traceId === null ? null : { to: 'trace', id: sight.traceId }
  return PAGES[watch.page] ?? null
}

/** The widget by itself; its dashboard where the page has not read that yet. */
function ofWidget(key: string, { boardOf }: Sight): LinkTarget | null {
  const slash = key.indexOf('/')
  const [dashboard, title] = [key.slice(0, slash), key.slice(slash + 1)]
  const board = boardOf(dashboard)
  const link = board?.views.flatMap(view => [view, ...view.children]).find(view => view.title === title)?.link
  if (link) return link
  return board?.path
    ? { to: 'dashboard', path: board.path, widgetId: null }
    : { to: 'dashboards', query: `Chat demo: ${dashboard}` }
}
