import { AUTHOR, isoTime } from '../objects/fields.ts'
import type { DashboardDocument } from './documents.ts'

/** As in a URL: letters and digits, words joined by a hyphen, at most 80 characters. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9\s-]/g, '')
    .trim()
    .replace(/\s+/g, '-')
    .slice(0, 80)
}

const urlOf = ({ id, title }: DashboardDocument): string => `/dashboard/${id}/${slug(title)}`

export function dashboardBody(dashboard: DashboardDocument): Record<string, unknown> {
  const { description = null, template_variables = null, notify_list = null, ...rest } = dashboard.fields
  return {
    restricted_roles: [],
    ...rest,
    id: dashboard.id,
    title: dashboard.title,
    description,
    author_handle: AUTHOR.handle,
    author_name: AUTHOR.name,
    url: urlOf(dashboard),
    is_read_only: false,
    template_variables,
    widgets: dashboard.widgets,
    notify_list,
    created_at: isoTime(dashboard.created),
    modified_at: isoTime(dashboard.modified),
  }
}

/** A row of the list of all dashboards. */
export function dashboardSummary(dashboard: DashboardDocument): Record<string, unknown> {
  return {
    id: dashboard.id,
    title: dashboard.title,
    description: dashboard.fields.description ?? null,
    layout_type: dashboard.fields.layout_type,
    url: urlOf(dashboard),
    is_read_only: false,
    created_at: isoTime(dashboard.created),
    modified_at: isoTime(dashboard.modified),
    author_handle: AUTHOR.handle,
    deleted_at: dashboard.deleted === null ? null : isoTime(dashboard.deleted),
  }
}
