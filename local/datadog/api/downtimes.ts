import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getMonitor, getState } from '../monitors/documents.ts'
import {
  concerns,
  covers,
  currentRange,
  type DowntimeDocument,
  getDowntime,
  lengthMs,
  listDowntimes,
  putDowntime,
  statusOf,
} from '../monitors/downtimes.ts'
import { flag, parseBody, wholeNumber } from '../objects/body.ts'
import { AUTHOR, isoTime } from '../objects/fields.ts'
import { problemOfRule } from '../objects/recurrence.ts'
import { hasBareWord, parseObjectSearch } from '../objects/search.ts'
import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'

type Id = { Params: { id: string } }

const time = z
  .string()
  .refine(text => !Number.isNaN(Date.parse(text)), 'wanted is an ISO 8601 time')
  .nullish()
const schedule = z.strictObject({
  start: time,
  end: time,
  timezone: z.string().optional(),
  recurrences: z
    .array(z.looseObject({ rrule: z.string(), duration: z.string(), start: z.string().nullish() }))
    .optional(),
})
const identifier = z.union([
  z.looseObject({ monitor_id: z.int() }),
  z.looseObject({ monitor_tags: z.array(z.string()).min(1) }),
])
const attributes = z.strictObject({
  scope: z.string(),
  monitor_identifier: identifier,
  schedule: schedule.nullish(),
  message: z.string().nullish(),
  display_timezone: z.string().nullish(),
  mute_first_recovery_notification: z.boolean().optional(),
  notify_end_states: z.array(z.enum(['alert', 'no data', 'warn'])).optional(),
  notify_end_types: z.array(z.enum(['canceled', 'expired'])).optional(),
})
const creation = z.looseObject({ data: z.looseObject({ type: z.literal('downtime'), attributes }) })
const update = z.looseObject({ data: z.looseObject({ attributes: attributes.partial() }) })

/** Times in which monitors are quiet. */
export const downtimeRoutes: ApiRoutes = (app, context) => {
  const { documents } = context.store

  app.get('/api/v2/downtime', async request => {
    const all = listDowntimes(documents).filter(
      downtime =>
        !flag(request.query, 'current_only') || ['active', 'scheduled'].includes(statusOf(downtime, context.now())),
    )
    const offset = wholeNumber(request.query, 'page[offset]', { min: 0, max: 1e6 }) ?? 0
    const limit = wholeNumber(request.query, 'page[limit]', { min: 1, max: 1000 }) ?? 30
    return {
      data: all.slice(offset, offset + limit).map(downtime => downtimeBody(downtime, context.now())),
      meta: { page: { total_filtered_count: all.length } },
    }
  })

  app.post('/api/v2/downtime', async request => {
    const given = parseBody(creation, request.body).data.attributes
    const now = context.now()
    const downtime: DowntimeDocument = checked(context, {
      id: randomUUID(),
      message: given.message ?? null,
      scope: given.scope,
      monitorIdentifier: identified(given.monitor_identifier),
      schedule: scheduled(given.schedule ?? {}, now),
      displayTimezone: given.display_timezone ?? 'UTC',
      muteFirstRecovery: given.mute_first_recovery_notification ?? false,
      notifyEndStates: given.notify_end_states ?? ['alert', 'no data', 'warn'],
      notifyEndTypes: given.notify_end_types ?? ['expired'],
      canceled: null,
      created: now,
      modified: now,
    })
    await putDowntime(documents, downtime)
    return { data: downtimeBody(downtime, now) }
  })

  app.get<Id>('/api/v2/downtime/:id', async request => ({
    data: downtimeBody(existing(context, request.params.id), context.now()),
  }))

  app.patch<Id>('/api/v2/downtime/:id', async request => {
    const before = existing(context, request.params.id)
    const given = parseBody(update, request.body).data.attributes
    const now = context.now()
    const downtime = checked(context, {
      ...before,
      ...(given.message !== undefined && { message: given.message }),
      ...(given.scope !== undefined && { scope: given.scope }),
      ...(given.monitor_identifier !== undefined && { monitorIdentifier: identified(given.monitor_identifier) }),
      ...(given.schedule != null && { schedule: scheduled(given.schedule, now) }),
      ...(given.display_timezone != null && { displayTimezone: given.display_timezone }),
      ...(given.mute_first_recovery_notification !== undefined && {
        muteFirstRecovery: given.mute_first_recovery_notification,
      }),
      ...(given.notify_end_states !== undefined && { notifyEndStates: given.notify_end_states }),
      ...(given.notify_end_types !== undefined && { notifyEndTypes: given.notify_end_types }),
      modified: now,
    })
    await putDowntime(documents, downtime)
    return { data: downtimeBody(downtime, now) }
  })

  /** The record stays, as canceled; again is no error. */
  app.delete<Id>('/api/v2/downtime/:id', async (request, reply) => {
    const downtime = existing(context, request.params.id)
    const now = context.now()
    if (downtime.canceled === null) await putDowntime(documents, { ...downtime, canceled: now, modified: now })
    return reply.code(204).send()
  })

  app.get<Id>('/api/v2/monitor/:id/downtime_matches', async request => {
    const monitor = getMonitor(documents, request.params.id)
    if (monitor === null) throw new ApiError(404, [`Monitor with id ${request.params.id} not found`])
    const groups = Object.keys(getState(documents, monitor.id).groups)
    const data = listDowntimes(documents)
      .filter(downtime => concerns(downtime, monitor) && statusOf(downtime, context.now()) === 'active')
      .map(downtime => ({
        type: 'downtime_match',
        id: downtime.id,
        attributes: {
          groups: groups.filter(group => covers(downtime.scope, monitor, group)),
          scope: downtime.scope,
          ...rangeBody(downtime, context.now()),
        },
      }))
    return { data, meta: { page: { total_filtered_count: data.length } } }
  })
}

function existing({ store }: ApiContext, id: string): DowntimeDocument {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw new ApiError(400, ['Invalid URL param: downtime_id must be an uuid'])
  }
  const downtime = getDowntime(store.documents, id)
  if (downtime === null) throw new ApiError(404, ['Downtime not found'])
  return downtime
}

const identified = (given: z.output<typeof identifier>): DowntimeDocument['monitorIdentifier'] =>
  typeof given.monitor_id === 'number'
    ? { monitor_id: given.monitor_id }
    : { monitor_tags: given.monitor_tags as string[] }

function scheduled(given: z.output<typeof schedule>, now: number): DowntimeDocument['schedule'] {
  const { start, end, recurrences, timezone = 'UTC' } = given
  if (recurrences === undefined) {
    return { kind: 'once', start: start == null ? now : Date.parse(start), end: end == null ? null : Date.parse(end) }
  }
  return {
    kind: 'recurring',
    timezone,
    recurrences: recurrences.map(({ rrule, duration, start: first }) => ({
      rrule,
      duration,
      start: first ?? new Date(now).toISOString().slice(0, 19),
    })),
  }
}

/** 400 where its parts do not go together. */
function checked({ store }: ApiContext, downtime: DowntimeDocument): DowntimeDocument {
  const { scope, schedule: times, monitorIdentifier } = downtime
  const wrong = (why: string): ApiError => new ApiError(400, [why])
  if (scope !== '*' && hasBareWord(parseObjectSearch(scope.replace(/,/g, ' '))))
    throw wrong('All values must have a key')
  if ('monitor_id' in monitorIdentifier && getMonitor(store.documents, monitorIdentifier.monitor_id) === null) {
    throw wrong(`Monitor with id ${monitorIdentifier.monitor_id} not found`)
  }
  if (times.kind === 'once' && times.end !== null && times.end <= times.start) {
    throw wrong('The end of the schedule must be after its start')
  }
  for (const { rrule, duration } of times.kind === 'recurring' ? times.recurrences : []) {
    if (Number.isNaN(lengthMs(duration))) throw wrong(`The duration '${duration}' is invalid: wanted is 30m, 1h, 2d …`)
    const problem = problemOfRule(rrule)
    if (problem !== null) throw wrong(problem)
  }
  return downtime
}

function rangeBody(downtime: DowntimeDocument, now: number) {
  const range = currentRange(downtime, now)
  if (range === null) return { start: null, end: null }
  return { start: isoTime(range.from), end: Number.isFinite(range.to) ? isoTime(range.to) : null }
}

function scheduleBody(downtime: DowntimeDocument, now: number) {
  const { schedule: times } = downtime
  if (times.kind === 'once') {
    return { start: isoTime(times.start), end: times.end === null ? null : isoTime(times.end) }
  }
  return {
    timezone: times.timezone,
    recurrences: times.recurrences,
    current_downtime: rangeBody(downtime, now),
  }
}

function downtimeBody(downtime: DowntimeDocument, now: number) {
  const { monitorIdentifier } = downtime
  const monitor =
    'monitor_id' in monitorIdentifier ? { type: 'monitors', id: String(monitorIdentifier.monitor_id) } : null
  return {
    type: 'downtime',
    id: downtime.id,
    attributes: {
      mute_first_recovery_notification: downtime.muteFirstRecovery,
      status: statusOf(downtime, now),
      created: isoTime(downtime.created),
      modified: isoTime(downtime.modified),
      canceled: downtime.canceled === null ? null : isoTime(downtime.canceled),
      notify_end_states: downtime.notifyEndStates,
      notify_end_types: downtime.notifyEndTypes,
      display_timezone: downtime.displayTimezone,
      monitor_identifier: monitorIdentifier,
      scope: downtime.scope,
      schedule: scheduleBody(downtime, now),
      message: downtime.message,
    },
    relationships: {
      created_by: { data: { type: 'users', id: AUTHOR.uuid } },
      monitor: { data: monitor },
    },
  }
}
