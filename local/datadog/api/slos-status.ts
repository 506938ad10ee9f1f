import { flag, text, wholeNumber } from '../objects/body.ts'
import { AUTHOR, seconds } from '../objects/fields.ts'
import { contains, counted, like, matches, parseObjectSearch } from '../objects/search.ts'
import type { TimeRange } from '../query/error.ts'
import { getSlo, listSlos, type SloDocument } from '../slos/documents.ts'
import { sloHistory } from '../slos/history.ts'
import { measure } from '../slos/measure.ts'
import { type SloStatus, sloStatuses, statusOf } from '../slos/status.ts'
import { thresholdBody } from '../slos/view.ts'
import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'

type Id = { Params: { id: string } }

const LATEST = 1e11

/** How SLOs stand: history, status and search. */
export const sloStatusRoutes: ApiRoutes = (app, context) => {
  const statuses = sloStatuses(context)

  app.get<Id>('/api/v1/slo/:id/history', async request => {
    const slo = existing(context, request.params.id)
    const target = text(request.query, 'target')
    const percent = target === undefined ? undefined : Number(target)
    if (percent !== undefined && !(percent > 0 && percent < 100)) {
      throw new ApiError(400, [`Invalid payload: 'target': wanted is a percentage between 0 and 100, got '${target}'`])
    }
    const corrected = text(request.query, 'apply_correction') !== 'false'
    const history = { range: rangeIn(request.query), ...(percent !== undefined && { target: percent }), corrected }
    return { data: await sloHistory(context, slo, history), errors: null }
  })

  app.get<Id>('/api/v2/slo/:id/status', async request => {
    const slo = existing(context, request.params.id)
    const corrected = !flag(request.query, 'disable_corrections')
    const { overall } = await measure(context, slo, rangeIn(request.query), { corrected })
    const threshold = slo.thresholds.find(each => each.timeframe === slo.timeframe) ?? slo.thresholds[0]
    if (threshold === undefined) throw new ApiError(400, [`Invalid payload: the SLO ${slo.id} has no threshold`])
    const status = statusOf(slo, threshold, overall, context.now())
    return {
      data: {
        id: slo.id,
        type: 'slo_status',
        attributes: {
          sli: status.sli,
          error_budget_remaining: status.budget,
          raw_error_budget_remaining: status.raw,
          span_precision: 2,
          state: status.state,
        },
      },
    }
  })

  app.get('/api/v1/slo/search', async request => {
    const query = text(request.query, 'query') ?? ''
    const search = parseObjectSearch(query)
    const found = listSlos(context.store.documents).filter(slo =>
      matches(search, (field, value) => hasTerm(slo, field, value)),
    )
    const size = wholeNumber(request.query, 'page[size]', { min: 1, max: 1000 }) ?? 10
    const number = wholeNumber(request.query, 'page[number]', { min: 0, max: 1e6 }) ?? 0
    const page = found.slice(number * size, (number + 1) * size)
    const last = Math.max(0, Math.ceil(found.length / size) - 1)
    const link = (to: number): string =>
      `/api/v1/slo/search?query=${encodeURIComponent(query)}&page[number]=${to}&page[size]=${size}`
    return {
      data: {
        type: 'service_level_objective_search_results',
        attributes: {
          slos: await Promise.all(page.map(async slo => ({ data: searchHit(slo, await statuses(slo)) }))),
          ...(flag(request.query, 'include_facets') && { facets: facetsOf(found) }),
        },
      },
      meta: {
        pagination: {
          number,
          first_number: 0,
          prev_number: Math.max(0, number - 1),
          next_number: number + 1,
          last_number: last,
          size,
          type: 'number_size',
          total: found.length,
        },
      },
      links: {
        self: link(number),
        first: link(0),
        last: link(last),
        prev: number > 0 ? link(number - 1) : null,
        next: number < last ? link(number + 1) : null,
      },
    }
  })
}

function existing({ store }: ApiContext, id: string): SloDocument {
  const slo = getSlo(store.documents, id)
  if (slo === null) throw new ApiError(404, [`SLO not found: ${id} not found`])
  return slo
}

function rangeIn(query: unknown): TimeRange {
  const from = wholeNumber(query, 'from_ts', { min: 0, max: LATEST })
  const to = wholeNumber(query, 'to_ts', { min: 0, max: LATEST })
  if (from === undefined || to === undefined) {
    throw new ApiError(400, ["Invalid payload: 'from_ts' and 'to_ts' are required, in seconds"])
  }
  if (to <= from) throw new ApiError(400, [`Invalid payload: 'to_ts' (${to}) must be after 'from_ts' (${from})`])
  return { from: from * 1000, to: to * 1000 }
}

function hasTerm(slo: SloDocument, field: string | null, value: string): boolean {
  switch (field) {
    case null:
      return contains(slo.name, value) || contains(slo.description, value) || slo.tags.some(tag => like(tag, value))
    case 'slo_type':
    case 'type':
      return like(slo.type, value)
    case 'id':
      return slo.id === value
    case 'name':
      return contains(slo.name, value)
    case 'tag':
      return slo.tags.some(tag => like(tag, value))
    case 'timeframe':
      return slo.thresholds.some(threshold => threshold.timeframe === value)
    case 'target':
      return slo.thresholds.some(threshold => String(threshold.target) === value)
    default:
      return slo.tags.some(tag => like(tag, `${field}:${value}`))
  }
}

const tagsOf = (slo: SloDocument, key: string): string[] => slo.tags.filter(tag => tag.startsWith(`${key}:`))

function searchHit(slo: SloDocument, statuses: readonly SloStatus[]) {
  const primary = statuses.find(({ threshold }) => threshold.timeframe === slo.timeframe) ?? statuses[0]
  return {
    id: slo.id,
    type: 'slo',
    attributes: {
      name: slo.name,
      description: slo.description === '' ? null : slo.description,
      slo_type: slo.type,
      all_tags: slo.tags,
      env_tags: tagsOf(slo, 'env'),
      service_tags: tagsOf(slo, 'service'),
      team_tags: tagsOf(slo, 'team'),
      thresholds: slo.thresholds.map(thresholdBody),
      timeframe: slo.timeframe,
      target_threshold: primary?.threshold.target,
      warning_threshold: primary?.threshold.warning ?? null,
      monitor_ids: slo.monitor_ids ?? null,
      groups: slo.groups ?? null,
      query: slo.query === undefined ? null : { metrics: null, ...slo.query },
      creator: { id: AUTHOR.id, name: AUTHOR.name, email: AUTHOR.email },
      created_at: seconds(slo.created),
      modified_at: seconds(slo.modified),
      ...(primary !== undefined && {
        status: {
          sli: primary.sli,
          state: primary.state,
          error_budget_remaining: primary.budget,
          raw_error_budget_remaining: primary.raw,
          span_precision: primary.sli === null ? null : 2,
          indexed_at: seconds(primary.calculated),
          calculation_error: primary.error,
        },
      }),
      overall_status: statuses.map(status => ({
        timeframe: status.threshold.timeframe,
        target: status.threshold.target,
        status: status.sli,
        state: status.state,
        error_budget_remaining: status.budget,
        raw_error_budget_remaining: status.raw,
        span_precision: status.sli === null ? null : 2,
        indexed_at: seconds(status.calculated),
        error: status.error,
      })),
    },
  }
}

function facetsOf(slos: readonly SloDocument[]) {
  const values = (key: string) => counted(slos.flatMap(slo => tagsOf(slo, key)))
  return {
    all_tags: counted(slos.flatMap(slo => slo.tags)),
    env_tags: values('env'),
    service_tags: values('service'),
    team_tags: values('team'),
    creator_name: counted(slos.map(() => AUTHOR.name)),
    target: counted(slos.flatMap(slo => slo.thresholds.map(threshold => threshold.target))),
  }
}
