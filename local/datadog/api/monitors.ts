import type { FastifyReply } from 'fastify'
import { invalid, type MonitorDefinition, readDefinition } from '../monitors/definition.ts'
import {
  deleteMonitor,
  forgetState,
  type GroupStatus,
  getMonitor,
  getState,
  listMonitors,
  type MonitorDocument,
  putMonitor,
} from '../monitors/documents.ts'
import type { MonitorQuery } from '../monitors/query/types.ts'
import { TRACKS, variablesOf } from '../monitors/query/variables.ts'
import { compositeIds, usesOfMonitor } from '../monitors/references.ts'
import { GROUP_STATES, monitorBody } from '../monitors/view.ts'
import { flag, list, text, wholeNumber } from '../objects/body.ts'
import { nextNumber } from '../objects/fields.ts'
import { getSlo, listSlos } from '../slos/documents.ts'
import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'
import { monitorSearchRoutes } from './monitors-search.ts'

type Id = { Params: { id: string } }

export const monitorRoutes: ApiRoutes = (app, context) => {
  const { documents } = context.store
  monitorSearchRoutes(app, context)

  app.get('/api/v1/monitor', async request => {
    const statuses = groupStates(text(request.query, 'group_states'))
    const found = listMonitors(documents).filter(monitor => isListed(monitor, request.query))
    return page(found, request.query).map(monitor => monitorBody(monitor, getState(documents, monitor.id), statuses))
  })

  app.post('/api/v1/monitor', async request => {
    const definition = await checkedDefinition(context, request.body)
    if (definition.type === 'synthetics alert') throw invalid('only a synthetic test makes such a monitor', 'type')
    const now = context.now()
    const id = nextNumber(
      now,
      listMonitors(documents).map(monitor => monitor.id),
    )
    const monitor = { ...definition, id, created: now, modified: now }
    await putMonitor(documents, monitor)
    return monitorBody(monitor, getState(documents, id))
  })

  app.post('/api/v1/monitor/validate', async request => {
    await checkedDefinition(context, request.body)
    return {}
  })

  app.get('/api/v1/monitor/can_delete', async (request, reply) => {
    const monitors = list(request.query, 'monitor_ids').map(id => existing(context, id))
    const uses = monitors.map(monitor => [monitor.id, usesOfMonitor(documents, monitor, listSlos(documents))] as const)
    const used = uses.filter(([, reasons]) => reasons.length > 0)
    const ok = uses.filter(([, reasons]) => reasons.length === 0).map(([id]) => id)
    if (used.length > 0) reply.code(409)
    return { data: { ok }, errors: used.length > 0 ? Object.fromEntries(used) : null }
  })

  app.get<Id>('/api/v1/monitor/:id', async request => {
    const statuses = groupStates(text(request.query, 'group_states'))
    const monitor = existing(context, request.params.id)
    return monitorBody(monitor, getState(documents, monitor.id), statuses)
  })

  app.put<Id>('/api/v1/monitor/:id', async request => {
    const before = existing(context, request.params.id)
    const monitor = await changed(context, before, request.body)
    await putMonitor(documents, monitor)
    if (monitor.query !== before.query) await forgetState(documents, monitor.id)
    return monitorBody(monitor, getState(documents, monitor.id))
  })

  app.post<Id>('/api/v1/monitor/:id/validate', async request => {
    await changed(context, existing(context, request.params.id), request.body)
    return {}
  })

  app.delete<Id>('/api/v1/monitor/:id', async (request): Promise<{ deleted_monitor_id: number }> => {
    const monitor = existing(context, request.params.id)
    if (monitor.type === 'synthetics alert')
      throw new ApiError(400, ['Delete the synthetic test of this monitor instead'])
    const uses = flag(request.query, 'force') ? [] : usesOfMonitor(documents, monitor, listSlos(documents))
    if (uses.length > 0) throw new ApiError(400, uses)
    await deleteMonitor(documents, monitor.id)
    return { deleted_monitor_id: monitor.id }
  })

  const silence = async (
    id: string,
    change: (silenced: Record<string, number | null>) => void,
    reply: FastifyReply,
  ) => {
    const monitor = existing(context, id)
    const silenced = { ...monitor.options.silenced }
    change(silenced)
    const changedMonitor = { ...monitor, options: { ...monitor.options, silenced }, modified: context.now() }
    await putMonitor(documents, changedMonitor)
    return reply.send(monitorBody(changedMonitor, getState(documents, monitor.id)))
  }
  app.post<Id>('/api/v1/monitor/:id/mute', (request, reply) =>
    silence(
      request.params.id,
      silenced => {
        silenced[text({ ...asRecord(request.query), ...asRecord(request.body) }, 'scope') ?? '*'] =
          wholeNumber({ ...asRecord(request.query), ...asRecord(request.body) }, 'end', { min: 0, max: 1e11 }) ?? null
      },
      reply,
    ),
  )
  app.post<Id>('/api/v1/monitor/:id/unmute', (request, reply) =>
    silence(
      request.params.id,
      silenced => {
        const { scope = '*', all_scopes: all } = { ...asRecord(request.query), ...asRecord(request.body) }
        for (const each of all ? Object.keys(silenced) : [String(scope)]) delete silenced[each]
      },
      reply,
    ),
  )
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

function existing({ store }: ApiContext, id: string): MonitorDocument {
  if (!/^\d+$/.test(id)) throw invalid(`'${id}' is no monitor id`, 'monitor_id')
  const monitor = getMonitor(store.documents, id)
  if (monitor === null) throw new ApiError(404, ['Monitor not found'])
  return monitor
}

/** 400 where only the whole system can tell: what a query names must exist, and its metric query must parse. */
async function checkedDefinition(context: ApiContext, body: unknown): Promise<MonitorDefinition> {
  const { definition, query } = readDefinition(body)
  await checkReferences(context, query, definition)
  return definition
}

async function checkReferences(
  context: ApiContext,
  query: MonitorQuery,
  { options }: MonitorDefinition,
): Promise<void> {
  const { store, metrics, search, now } = context
  const range = { from: now() - 60_000, to: now() }
  if (query.kind === 'metric') await metrics.scalar(query.metricQuery, range, 'avg')
  if (query.kind === 'events')
    await search.aggregate(TRACKS[query.source], { query: query.search, range, compute: [{ aggregation: 'count' }] })
  if (query.kind === 'formula') {
    for (const variable of variablesOf(query.formula, options)) {
      if (variable.kind === 'metric') await metrics.scalar(variable.query, range, 'avg')
      else
        await search.aggregate(variable.track, { query: variable.search, range, compute: [{ aggregation: 'count' }] })
    }
  }
  if (query.kind === 'composite') {
    const missing = compositeIds(query.expression).filter(id => getMonitor(store.documents, id) === null)
    if (missing.length > 0) throw invalid(`no monitor has the id ${missing.join(', ')}`, 'query')
  }
  if (query.kind === 'burnRate' || query.kind === 'errorBudget') {
    const slo = getSlo(store.documents, query.sloId)
    const target = slo?.thresholds.find(threshold => threshold.timeframe === query.timeframe)?.target
    if (target === undefined) throw invalid(`no SLO '${query.sloId}' has a target over ${query.timeframe}`, 'query')
    const most = query.kind === 'burnRate' ? 1 / (1 - target / 100) : 100
    if (query.threshold <= 0 || query.threshold > most) {
      throw invalid(
        `the threshold ${query.threshold} must be more than 0 and at most ${Number(most.toFixed(4))}`,
        'query',
      )
    }
  }
}

/** Fields that are not given keep their value; options are replaced as a whole. */
async function changed(context: ApiContext, before: MonitorDocument, body: unknown): Promise<MonitorDocument> {
  const given = asRecord(body)
  const type = given.type === 'metric alert' ? 'query alert' : (given.type ?? before.type)
  if (type !== before.type) throw invalid(`the type of a monitor cannot change from '${before.type}'`, 'type')
  const { restrictedRoles, draftStatus, ...rest } = before
  const whole = { ...rest, restricted_roles: restrictedRoles, draft_status: draftStatus, ...given }
  const definition = await checkedDefinition(context, whole)
  return { ...definition, id: before.id, created: before.created, modified: context.now() }
}

function groupStates(parameter: string | undefined): readonly GroupStatus[] {
  if (parameter === undefined || parameter === '') return []
  return parameter.split(',').flatMap(name => {
    const statuses = GROUP_STATES[name.trim().toLowerCase()]
    if (statuses === undefined) throw new ApiError(400, ['Invalid group_state filters.'])
    return statuses
  })
}

function isListed(monitor: MonitorDocument, query: unknown): boolean {
  const name = text(query, 'name')
  const offset = wholeNumber(query, 'id_offset', { min: 0, max: Number.MAX_SAFE_INTEGER })
  return (
    (name === undefined || monitor.name.toLowerCase().includes(name.toLowerCase())) &&
    list(query, 'monitor_tags').every(tag => monitor.tags.includes(tag)) &&
    list(query, 'tags').every(tag => monitor.query.includes(tag)) &&
    (offset === undefined || monitor.id > offset)
  )
}

/** Everything, unless a page is asked for. */
function page(monitors: MonitorDocument[], query: unknown): MonitorDocument[] {
  const number = wholeNumber(query, 'page', { min: 0, max: 1e6 })
  const size = wholeNumber(query, 'page_size', { min: 1, max: 1000 })
  if (number === undefined && size === undefined) return monitors
  const perPage = size ?? 100
  return monitors.slice((number ?? 0) * perPage, ((number ?? 0) + 1) * perPage)
}
