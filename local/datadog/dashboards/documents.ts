import type { Documents } from '../store/store.ts'

export interface Widget {
  id: number
  definition: { type: string; widgets?: Widget[]; [field: string]: unknown }
  layout?: unknown
  [field: string]: unknown
}

export interface DashboardDocument {
  id: string
  title: string
  /** The rest of what was sent, under the API's field names. */
  fields: Record<string, unknown>
  widgets: Widget[]
  /** Unix milliseconds. */
  created: number
  modified: number
  /** Deleted ones can be restored. */
  deleted: number | null
}

const DASHBOARD = 'dashboard'

export const listDashboards = (documents: Documents, which: { deleted?: boolean } = {}): DashboardDocument[] =>
  documents
    .list<DashboardDocument>(DASHBOARD)
    .filter(dashboard => (dashboard.deleted !== null) === (which.deleted ?? false))
    .sort((a, b) => a.created - b.created || a.id.localeCompare(b.id))

export const getDashboard = (documents: Documents, id: string): DashboardDocument | null =>
  documents.get<DashboardDocument>(DASHBOARD, id)

export const putDashboard = (documents: Documents, dashboard: DashboardDocument): Promise<void> =>
  documents.put(DASHBOARD, dashboard.id, dashboard)

/** The SLOs that its widgets show. */
export function sloIdsOf({ widgets }: DashboardDocument): Set<string> {
  const ids = new Set<string>()
  const visit = (inside: readonly Widget[]): void => {
    for (const { definition } of inside) {
      if (typeof definition.slo_id === 'string') ids.add(definition.slo_id)
      visit(definition.widgets ?? [])
    }
  }
  visit(widgets)
  return ids
}
