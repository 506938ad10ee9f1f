import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { parseBody, wholeNumber } from '../objects/body.ts'
import { AUTHOR, seconds } from '../objects/fields.ts'
import { problemOfRule } from '../objects/recurrence.ts'
import {
  type CorrectionDocument,
  correctionsOf,
  deleteCorrection,
  getCorrection,
  listCorrections,
  putCorrection,
} from '../slos/corrections.ts'
import { getSlo } from '../slos/documents.ts'
import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'

type Id = { Params: { id: string } }

const attributes = z.looseObject({
  category: z.enum(['Scheduled Maintenance', 'Outside Business Hours', 'Deployment', 'Other']),
  description: z.string().nullish(),
  start: z.int(),
  end: z.int().nullish(),
  duration: z.int().positive().nullish(),
  rrule: z.string().nullish(),
  timezone: z.string().nullish(),
  slo_id: z.string().nullish(),
  slo_query: z.string().nullish(),
})
const creation = z.looseObject({ data: z.looseObject({ type: z.literal('correction'), attributes }) })
const update = z.looseObject({ data: z.looseObject({ attributes: attributes.partial() }) })

/** Status corrections of SLOs. */
export const correctionRoutes: ApiRoutes = (app, context) => {
  const { documents } = context.store

  app.get('/api/v1/slo/correction', async request => {
    const all = listCorrections(documents)
    const offset = wholeNumber(request.query, 'offset', { min: 0, max: 1e6 }) ?? 0
    const limit = wholeNumber(request.query, 'limit', { min: 1, max: 1000 }) ?? 25
    const data = all.slice(offset, offset + limit).map(correctionBody)
    return { data, meta: { page: { total_count: all.length, total_filtered_count: data.length } } }
  })

  app.post('/api/v1/slo/correction', async request => {
    const given = parseBody(creation, request.body).data.attributes
    const now = context.now()
    const correction: CorrectionDocument = checked(context, {
      id: randomUUID(),
      sloId: given.slo_id ?? null,
      sloQuery: given.slo_query ?? null,
      category: given.category,
      description: given.description ?? '',
      start: given.start,
      end: given.end ?? null,
      duration: given.duration ?? null,
      rrule: given.rrule ?? null,
      timezone: given.timezone ?? 'UTC',
      created: now,
      modified: now,
    })
    await putCorrection(documents, correction)
    return { data: correctionBody(correction) }
  })

  app.get<Id>('/api/v1/slo/correction/:id', async request => ({
    data: correctionBody(existing(context, request.params.id)),
  }))

  app.patch<Id>('/api/v1/slo/correction/:id', async request => {
    const before = existing(context, request.params.id)
    const { slo_id: sloId, slo_query: sloQuery, ...given } = parseBody(update, request.body).data.attributes
    const named = Object.fromEntries(Object.entries(given).filter(([field]) => field in before && field !== 'id'))
    const correction = checked(context, {
      ...before,
      ...named,
      ...(sloId != null && { sloId }),
      ...(sloQuery != null && { sloQuery }),
      modified: context.now(),
    })
    await putCorrection(documents, correction)
    return { data: correctionBody(correction) }
  })

  app.delete<Id>('/api/v1/slo/correction/:id', async (request, reply) => {
    await deleteCorrection(documents, existing(context, request.params.id).id)
    return reply.code(204).send()
  })

  app.get<Id>('/api/v1/slo/:id/corrections', async request => {
    const slo = getSlo(documents, request.params.id)
    if (slo === null) throw new ApiError(404, [`SLO not found: ${request.params.id} not found`])
    const data = correctionsOf(documents, slo).map(correctionBody)
    return { data, meta: { page: { total_count: data.length, total_filtered_count: data.length } } }
  })
}

function existing({ store }: ApiContext, id: string): CorrectionDocument {
  const correction = getCorrection(store.documents, id)
  if (correction === null) throw new ApiError(404, [`SLO correction not found: ${id}`])
  return correction
}

/** 400 where its parts do not go together. */
function checked({ store }: ApiContext, correction: CorrectionDocument): CorrectionDocument {
  const { sloId, sloQuery, start, end, duration, rrule } = correction
  const wrong = (why: string): ApiError => new ApiError(400, [`Invalid payload: ${why}`])
  if ((sloId === null) === (sloQuery === null)) throw wrong('wanted is one of slo_id and slo_query')
  if (sloId !== null && getSlo(store.documents, sloId) === null) {
    throw new ApiError(400, [`SLO not found: ${sloId} not found`])
  }
  if (end !== null && end <= start) throw wrong(`the end ${end} must be after the start ${start}`)
  if ((rrule === null) !== (duration === null)) throw wrong('rrule and duration go together')
  if (rrule === null && end === null) throw wrong('wanted is an end, or rrule with duration')
  const problem = rrule === null ? null : problemOfRule(rrule)
  if (problem !== null) throw wrong(problem)
  return correction
}

function correctionBody(correction: CorrectionDocument) {
  const { uuid, handle, email, name } = AUTHOR
  const user = { type: 'users', id: uuid, attributes: { uuid, handle, email, name, icon: null } }
  return {
    type: 'correction',
    id: correction.id,
    attributes: {
      slo_id: correction.sloId,
      ...(correction.sloQuery !== null && { slo_query: correction.sloQuery }),
      start: correction.start,
      end: correction.end,
      description: correction.description,
      category: correction.category,
      timezone: correction.timezone,
      created_at: seconds(correction.created),
      modified_at: seconds(correction.modified),
      rrule: correction.rrule,
      duration: correction.duration,
      creator: { data: user, email, handle, name },
      modifier: null,
    },
  }
}
