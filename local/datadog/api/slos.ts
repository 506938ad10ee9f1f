import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { listDashboards, sloIdsOf } from '../dashboards/documents.ts'
import { invalid } from '../monitors/definition.ts'
import { getMonitor } from '../monitors/documents.ts'
import { monitorsOfSlo } from '../monitors/references.ts'
import { flag, list, parseBody, text, wholeNumber } from '../objects/body.ts'
import { readSlo, type SloDefinition } from '../slos/definition.ts'
import { deleteSlo, getSlo, listSlos, putSlo, type SloDocument } from '../slos/documents.ts'
import { sloBody } from '../slos/view.ts'
import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'
import { sloStatusRoutes } from './slos-status.ts'

type Id = { Params: { id: string } }

export const sloRoutes: ApiRoutes = (app, context) => {
  const { documents } = context.store
  sloStatusRoutes(app, context)

  app.get('/api/v1/slo', async request => {
    const all = listSlos(documents)
    const found = all.filter(slo => isListed(slo, request.query))
    const offset = wholeNumber(request.query, 'offset', { min: 0, max: 1e6 }) ?? 0
    const limit = wholeNumber(request.query, 'limit', { min: 1, max: 1000 }) ?? 1000
    return {
      data: found.slice(offset, offset + limit).map(sloBody),
      error: null,
      metadata: { page: { total_count: all.length, total_filtered_count: found.length } },
    }
  })

  app.post('/api/v1/slo', async request => {
    const definition = await checked(context, readSlo(request.body))
    const now = context.now()
    const slo = { ...definition, id: randomBytes(16).toString('hex'), created: now, modified: now }
    await putSlo(documents, slo)
    return { data: [sloBody(slo)], error: null }
  })

  app.get('/api/v1/slo/can_delete', async (request, reply) => {
    const uses = list(request.query, 'ids').map(id => [id, usesOf(context, existing(context, id))] as const)
    const used = uses.filter(([, reason]) => reason !== null)
    if (used.length > 0) reply.code(409)
    return {
      data: { ok: uses.filter(([, reason]) => reason === null).map(([id]) => id) },
      errors: used.length > 0 ? Object.fromEntries(used) : null,
    }
  })

  app.post('/api/v1/slo/bulk_delete', async request => {
    const wanted = parseBody(z.record(z.string(), z.array(z.enum(['7d', '30d', '90d', 'all']))), request.body)
    const deleted: string[] = []
    const updated: string[] = []
    const errors: { id: string; message: string; timeframe: string }[] = []
    for (const [id, timeframes] of Object.entries(wanted)) {
      const slo = getSlo(documents, id)
      const rest =
        slo?.thresholds.filter(each => !timeframes.includes(each.timeframe) && !timeframes.includes('all')) ?? []
      const [first] = rest
      if (slo === null)
        errors.push({ id, message: `SLO not found: ${id} not found`, timeframe: timeframes[0] ?? 'all' })
      else if (first === undefined) {
        await deleteSlo(documents, id)
        deleted.push(id)
      } else {
        const kept = rest.some(each => each.timeframe === slo.timeframe) ? slo.timeframe : first.timeframe
        await putSlo(documents, { ...slo, thresholds: rest, timeframe: kept, modified: context.now() })
        updated.push(id)
      }
    }
    return { data: { deleted, updated }, errors }
  })

  app.get<Id>('/api/v1/slo/:id', async request => {
    const slo = existing(context, request.params.id)
    const alerts = flag(request.query, 'with_configured_alert_ids')
      ? { configured_alert_ids: monitorsOfSlo(documents, slo.id).map(monitor => monitor.id) }
      : {}
    return { data: { ...sloBody(slo), ...alerts }, error: null }
  })

  app.put<Id>('/api/v1/slo/:id', async request => {
    const before = existing(context, request.params.id)
    const definition = await checked(context, readSlo(request.body, before.type))
    const slo = { ...definition, id: before.id, created: before.created, modified: context.now() }
    await putSlo(documents, slo)
    return { data: [sloBody(slo)], error: null }
  })

  app.delete<Id>('/api/v1/slo/:id', async (request, reply) => {
    const slo = existing(context, request.params.id)
    const reason = flag(request.query, 'force') ? null : usesOf(context, slo)
    if (reason !== null) return reply.code(409).send({ data: [], errors: { [slo.id]: reason } })
    await deleteSlo(documents, slo.id)
    return reply.send({ data: [slo.id], error: null })
  })
}

function existing({ store }: ApiContext, id: string): SloDocument {
  const slo = getSlo(store.documents, id)
  if (slo === null) throw new ApiError(404, [`SLO not found: ${id} not found`])
  return slo
}

/** Its queries must parse, its monitors must exist. */
async function checked({ metrics, store, now }: ApiContext, definition: SloDefinition): Promise<SloDefinition> {
  const range = { from: now() - 60_000, to: now() }
  const specification = definition.sli_specification
  const queries =
    specification !== undefined && 'time_slice' in specification
      ? specification.time_slice.query.queries.map(each => each.query)
      : Object.values(definition.query ?? {})
  for (const query of queries) await metrics.scalar(query, range, 'sum')
  const missing = definition.monitor_ids?.filter(id => getMonitor(store.documents, id) === null) ?? []
  if (missing.length > 0) throw invalid(`no monitor has the id ${missing.join(', ')}`, 'monitor_ids')
  return definition
}

/** Why it should not be deleted, or null. */
function usesOf({ store }: ApiContext, slo: SloDocument): string | null {
  const monitors = monitorsOfSlo(store.documents, slo.id).map(monitor => `monitor ${monitor.id} (${monitor.name})`)
  const dashboards = listDashboards(store.documents)
    .filter(dashboard => sloIdsOf(dashboard).has(slo.id))
    .map(dashboard => `dashboard ${dashboard.id} (${dashboard.title})`)
  const uses = [...monitors, ...dashboards]
  return uses.length === 0 ? null : `SLO ${slo.id} is referenced by ${uses.join(', ')}`
}

function isListed(slo: SloDocument, query: unknown): boolean {
  const ids = list(query, 'ids')
  const name = text(query, 'query')
  const tag = text(query, 'tags_query')
  const metric = text(query, 'metrics_query')
  const queries = JSON.stringify([slo.query, slo.sli_specification])
  return (
    (ids.length === 0 || ids.includes(slo.id)) &&
    (name === undefined || slo.name.toLowerCase().includes(name.toLowerCase())) &&
    (tag === undefined || slo.tags.includes(tag)) &&
    (metric === undefined || queries.includes(metric))
  )
}
