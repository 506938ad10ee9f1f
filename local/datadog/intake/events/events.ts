import { z } from 'zod'
import type { EventRow } from '../../store/rows.ts'
import { BadPayload } from '../bad-payload.ts'
import { tagSet } from '../tags.ts'

const OLDEST_SECONDS = 18 * 3600

const v1 = z.object({
  title: z.string().min(1),
  text: z.string(),
  date_happened: z.number().nullish(),
  priority: z.enum(['normal', 'low']).nullish(),
  host: z.string().nullish(),
  device_name: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  alert_type: z.enum(['error', 'warning', 'info', 'success', 'user_update', 'recommendation', 'snapshot']).nullish(),
  aggregation_key: z.string().max(100).nullish(),
  source_type_name: z.string().nullish(),
  related_event_id: z.number().nullish(),
})

/** Body of `POST /api/v1/events`. @throws BadPayload */
export function eventV1(body: unknown, now: number): EventRow {
  const event = parse(v1, body)
  if (event.date_happened && event.date_happened < now / 1000 - OLDEST_SECONDS) {
    throw new BadPayload('Event too far in the past')
  }
  return {
    time: event.date_happened ? event.date_happened * 1000 : now,
    id: nextEventId(now),
    title: event.title,
    text: event.text,
    source: event.source_type_name ?? 'my_apps',
    status: event.alert_type ?? 'info',
    priority: event.priority ?? 'normal',
    host: event.host ?? '',
    aggregationKey: event.aggregation_key ?? '',
    tags: tagSet(event.tags ?? []),
    attributes: {
      ...(event.device_name ? { device_name: event.device_name } : {}),
      ...(event.related_event_id ? { related_event_id: event.related_event_id } : {}),
    },
  }
}

const common = {
  title: z.string().min(1).max(500),
  message: z.string().max(4000).nullish(),
  tags: z.array(z.string()).max(100).nullish(),
  timestamp: z.iso.datetime({ offset: true }).nullish(),
  aggregation_key: z.string().max(100).nullish(),
  host: z.string().nullish(),
  integration_id: z.string().nullish(),
}
const record = z.record(z.string(), z.unknown())
const change = z.object({
  ...common,
  category: z.literal('change'),
  attributes: z.object({
    changed_resource: z.object({ type: z.enum(['feature_flag', 'configuration']), name: z.string().min(1) }),
    author: z.object({ type: z.enum(['user', 'system', 'api', 'automation']), name: z.string().min(1) }).nullish(),
    prev_value: record.nullish(),
    new_value: record.nullish(),
    change_metadata: record.nullish(),
    impacted_resources: z.array(z.object({ type: z.literal('service'), name: z.string() })).nullish(),
  }),
})
const alert = z.object({
  ...common,
  category: z.literal('alert'),
  attributes: z.object({
    status: z.enum(['warn', 'error', 'ok']),
    priority: z.enum(['1', '2', '3', '4', '5']).nullish(),
    custom: record.nullish(),
    links: z.array(record).max(20).nullish(),
  }),
})
const v2 = z.object({
  data: z.object({ type: z.literal('event'), attributes: z.discriminatedUnion('category', [change, alert]) }),
})
const ALERT_STATUS = { warn: 'warning', error: 'error', ok: 'success' } as const

/** Body of `POST /api/v2/events`. @throws BadPayload */
export function eventV2(body: unknown, now: number): EventRow {
  const { attributes: event } = parse(v2, body).data
  const time = event.timestamp ? Date.parse(event.timestamp) : now
  if (time < now - OLDEST_SECONDS * 1000) throw new BadPayload('Event too far in the past')
  const services =
    event.category === 'change' ? (event.attributes.impacted_resources ?? []).map(each => `service:${each.name}`) : []
  return {
    time,
    id: nextEventId(now),
    title: event.title,
    text: event.message ?? '',
    source: event.integration_id ?? 'custom-events',
    status: event.category === 'alert' ? ALERT_STATUS[event.attributes.status] : 'info',
    priority: event.category === 'alert' ? (event.attributes.priority ?? '5') : 'normal',
    host: event.host ?? '',
    aggregationKey: event.aggregation_key ?? '',
    tags: tagSet(event.tags ?? [], services),
    attributes: { category: event.category, ...event.attributes },
  }
}

let counter = 0

/** Decimal, growing, and small enough for a JSON number: clients read it as one. */
export function nextEventId(now: number): string {
  counter = (counter + 1) % 1000
  return String(Math.trunc(now) * 1000 + counter)
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new BadPayload(z.prettifyError(parsed.error))
  return parsed.data
}
