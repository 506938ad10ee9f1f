import { getState, listMonitors, type MonitorDocument, type MonitorStateDocument } from '../monitors/documents.ts'
import { storedQuery } from '../monitors/query/parse.ts'
import { inSeconds, type OverallState, overallState } from '../monitors/view.ts'
import { text, wholeNumber } from '../objects/body.ts'
import { AUTHOR, ORGANISATION } from '../objects/fields.ts'
import { contains, counted, like, matches, type ObjectSearch, parseObjectSearch } from '../objects/search.ts'
import { ApiError, type ApiRoutes } from './context.ts'

const STATES = ['alert', 'warn', 'no data', 'ok', 'ignored', 'skipped', 'unknown']

interface Found {
  monitor: MonitorDocument
  state: MonitorStateDocument
  status: OverallState
  classification: string
}

/** `GET /api/v1/monitor/search` and `/groups/search`. */
export const monitorSearchRoutes: ApiRoutes = (app, { store }) => {
  const found = (query: unknown): { search: ObjectSearch; monitors: Found[] } => {
    const search = parseObjectSearch(text(query, 'query') ?? '')
    const all = listMonitors(store.documents).map(monitor => {
      const state = getState(store.documents, monitor.id)
      return { monitor, state, status: overallState(monitor, state), classification: classificationOf(monitor) }
    })
    return { search, monitors: all }
  }

  app.get('/api/v1/monitor/search', async request => {
    const { search, monitors } = found(request.query)
    const matching = monitors.filter(each =>
      matches(search, (field, value) => hasTerm(each, each.status, field, value)),
    )
    const rows = matching.map(searchRow)
    sort(rows, text(request.query, 'sort') ?? 'name,asc')
    const { metadata, slice } = paged(rows, request.query)
    return {
      counts: {
        ...countsOf(
          matching,
          matching.map(each => each.status),
        ),
      },
      monitors: slice,
      metadata,
    }
  })

  app.get('/api/v1/monitor/groups/search', async request => {
    const { search, monitors } = found(request.query)
    const groups = monitors.flatMap(each =>
      Object.entries(each.state.groups)
        .filter(([name, group]) =>
          matches(search, (field, value) =>
            field === 'group' ? contains(name, value) : hasTerm(each, group.status, field, value),
          ),
        )
        .map(([name, group]) => ({ each, name, group })),
    )
    const rows = groups.map(({ each: { monitor }, name, group }) => ({
      monitor_id: monitor.id,
      monitor_name: monitor.name,
      group: name,
      group_tags: name === '*' ? [] : name.split(','),
      status: group.status,
      last_triggered_ts: inSeconds(group.lastTriggered),
      last_nodata_ts: inSeconds(group.lastNoData),
      all_tags: monitor.tags,
      env_tags: monitor.tags.filter(tag => tag.startsWith('env:')),
      team_tags: monitor.tags.filter(tag => tag.startsWith('team:')),
      priority: monitor.priority,
      muted: isMuted(monitor),
    }))
    sort(rows, text(request.query, 'sort') ?? 'monitor_name,asc')
    const { metadata, slice } = paged(rows, request.query)
    const counts = countsOf(
      groups.map(({ each }) => each),
      groups.map(({ group }) => group.status),
    )
    return { counts, groups: slice, metadata }
  })
}

function searchRow({ monitor, state, status, classification }: Found) {
  const triggered = Object.values(state.groups).map(group => group.lastTriggered ?? 0)
  const scopes = [...monitor.query.matchAll(/\{([^{}]*)\}(?!\s*by)/g)].map(match => match[1] ?? '')
  return {
    id: monitor.id,
    org_id: ORGANISATION.id,
    name: monitor.name,
    status,
    type: monitor.type,
    classification,
    query: monitor.query,
    tags: monitor.tags,
    priority: monitor.priority,
    scopes: [...new Set(scopes.filter(scope => scope !== '*'))],
    metrics: metricsOf(monitor),
    notifications: [...monitor.message.matchAll(/@([\w.+-]+(?:@[\w.-]+\w)?)/g)].map(match => ({
      handle: match[1],
      name: match[1],
    })),
    last_triggered_ts: inSeconds(Math.max(0, ...triggered) || null),
    overall_state_modified: inSeconds(state.modified),
    muted_until_ts: null,
    quality_issues: [],
    restricted_roles: monitor.restrictedRoles ?? [],
    creator: { id: AUTHOR.id, handle: AUTHOR.handle, name: AUTHOR.name },
  }
}

const isMuted = (monitor: MonitorDocument): boolean => Object.keys(monitor.options.silenced ?? {}).length > 0

function metricsOf(monitor: MonitorDocument): string[] {
  const query = storedQuery(monitor)
  if (query.kind !== 'metric') return []
  return [...new Set([...query.metricQuery.matchAll(/\b\w+:([A-Za-z][\w.]*)\s*\{/g)].map(match => match[1] ?? ''))]
}

/** What the page of all monitors calls the type. */
function classificationOf({ type }: MonitorDocument): string {
  if (type === 'query alert') return 'metric'
  if (type === 'service check') return 'custom'
  return type.replace(/ alert$/, '')
}

function hasTerm(found: Found, status: OverallState, field: string | null, value: string): boolean {
  const { monitor } = found
  switch (field) {
    case null:
      return (
        contains(monitor.name, value) || contains(monitor.message, value) || monitor.tags.some(tag => like(tag, value))
      )
    case 'status':
      if (!STATES.includes(value.toLowerCase())) {
        throw new ApiError(400, [`Query parsing error: '${value}' is not a valid monitor status`])
      }
      return like(status, value)
    case 'type':
      return like(found.classification, value) || like(monitor.type, value)
    case 'tag':
      return monitor.tags.some(tag => like(tag, value))
    case 'id':
      return String(monitor.id) === value
    case 'title':
    case 'name':
      return contains(monitor.name, value)
    case 'priority':
      return like(monitor.priority === null ? 'none' : `p${monitor.priority}`, value)
    case 'muted':
      return String(isMuted(monitor)) === value
    case 'metric':
      return metricsOf(monitor).some(metric => like(metric, value))
    case 'notification':
      return contains(monitor.message, `@${value}`)
    case 'creator':
      return contains(AUTHOR.name, value) || contains(AUTHOR.handle, value)
    case 'scope':
    case 'group':
      return contains(monitor.query, value) || Object.keys(found.state.groups).some(group => contains(group, value))
    default:
      return monitor.tags.some(tag => like(tag, `${field}:${value}`))
  }
}

function countsOf(monitors: readonly Found[], statuses: readonly OverallState[]) {
  return {
    status: counted(statuses),
    muted: counted(monitors.map(({ monitor }) => isMuted(monitor))),
    tag: counted(monitors.flatMap(({ monitor }) => monitor.tags)),
    type: counted(monitors.map(each => each.classification)),
  }
}

function sort(rows: Record<string, unknown>[], order: string): void {
  const [field = 'name', direction = 'asc'] = order.split(',')
  const sign = direction === 'desc' ? -1 : 1
  const rank = (row: Record<string, unknown>): string | number => {
    const value = row[field]
    if (field === 'status') return STATES.indexOf(String(value).toLowerCase())
    return typeof value === 'number' ? value : String(value ?? '').toLowerCase()
  }
  rows.sort((a, b) => (rank(a) < rank(b) ? -sign : rank(a) > rank(b) ? sign : 0))
}

function paged<T>(rows: readonly T[], query: unknown) {
  const page = wholeNumber(query, 'page', { min: 0, max: 1e6 }) ?? 0
  const perPage = wholeNumber(query, 'per_page', { min: 1, max: 1000 }) ?? 30
  return {
    slice: rows.slice(page * perPage, (page + 1) * perPage),
    metadata: {
      total_count: rows.length,
      page_count: Math.ceil(rows.length / perPage),
      page,
      per_page: perPage,
    },
  }
}
