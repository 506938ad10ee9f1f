import type { Where } from '../guide/guide-state.ts'
import { DASHBOARDS } from '../shell/pages.ts'
import type { TourWatch } from './definition.ts'

/** Where on which page the eye is led to. */
export interface WatchTarget {
  page: string
  /** A place that makes itself known, or a card by its title; both null where the whole page is meant. */
  where: Where | null
  card: string | null
  /** Workload whose rows are marked. */
  pods: string | null
}

const nowhere = { where: null, card: null, pods: null }

export function targetOf(watch: TourWatch): WatchTarget {
  if ('pods' in watch) return { ...nowhere, page: '/', where: 'pods', pods: watch.pods === 'all' ? null : watch.pods }
  if ('place' in watch) return { ...nowhere, page: '/', where: watch.place }
  if ('monitor' in watch) return { ...nowhere, page: '/', card: 'Monitors' }
  if ('card' in watch) return { ...nowhere, page: watch.page, card: watch.card }
  if ('page' in watch) return { ...nowhere, page: watch.page }
  const slash = watch.widget.indexOf('/')
  const dashboard = watch.widget.slice(0, slash)
  const page = DASHBOARDS.find(one => one.dashboard === dashboard)?.to ?? '/'
  return { ...nowhere, page, card: watch.widget.slice(slash + 1) }
}
