import type { Scenario } from '@chat-demo/engine'
import { DASHBOARDS, pagesOf } from '../../features/shell/pages.ts'
import type { Known } from '../../features/tour/references.ts'

/** What tours may name here: scenarios with their signals, pages, dashboards. */
export function knownTo(scenarios: readonly Scenario[], hasDatadog: boolean): Known {
  return {
    scenarios: new Map(scenarios.map(({ id, promises }) => [id, promises.map(promise => promise.signal)])),
    pages: new Set(pagesOf(hasDatadog).map(page => page.to)),
    dashboards: new Set(hasDatadog ? ['overview', ...DASHBOARDS.map(page => page.dashboard)] : []),
  }
}
