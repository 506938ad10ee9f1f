import { z } from 'zod'
import type { ReplayRow, RumRow } from '../../store/rows.ts'
import { BadPayload } from '../bad-payload.ts'
import { splitTags, tagSet, tagValue } from '../tags.ts'

const TYPES = ['view', 'resource', 'action', 'error', 'long_task', 'vital'] as const
const withId = z.object({ id: z.string() }).loose()
const event = z
  .object({
    type: z.enum(TYPES),
    date: z.number(),
    application: withId,
    session: withId,
    view: withId,
    service: z.string().nullish(),
    version: z.string().nullish(),
    ddtags: z.string().default(''),
    _dd: z
      .object({
        document_version: z.number().nullish(),
        trace_id: z.string().nullish(),
        span_id: z.string().nullish(),
      })
      .loose()
      .default({}),
  })
  .loose()

/** What a body held. */
export interface RumBatch {
  rows: RumRow[]
  /** Events of the SDK about itself: they share the track and are no RUM events. */
  telemetry: number
}

/** Lines of JSON as the browser SDK sends them. @throws BadPayload naming the line */
export function rumRows(body: string, defaultTags: readonly string[]): RumBatch {
  const batch: RumBatch = { rows: [], telemetry: 0 }
  for (const [index, line] of body.split('\n').entries()) {
    if (line === '') continue
    const value = json(line, index)
    if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'telemetry') batch.telemetry++
    else batch.rows.push(row(value, index, defaultTags))
  }
  return batch
}

function row(value: unknown, index: number, defaultTags: readonly string[]): RumRow {
  const parsed = event.safeParse(value)
  if (!parsed.success) throw new BadPayload(`line ${index + 1} is no RUM event: ${z.prettifyError(parsed.error)}`)
  const { data } = parsed
  const tags = tagSet(splitTags(data.ddtags), defaultTags)
  const own = data[data.type]
  const id = typeof own === 'object' && own !== null && 'id' in own && typeof own.id === 'string' ? own.id : ''
  return {
    time: data.date,
    id: id || `${data.view.id}-${data.date}-${index}`,
    type: data.type,
    applicationId: data.application.id,
    sessionId: data.session.id,
    viewId: data.view.id,
    service: data.service || tagValue(tags, 'service'),
    env: tagValue(tags, 'env'),
    version: data.version || tagValue(tags, 'version'),
    documentVersion: data._dd.document_version ?? 0,
    traceId: traceId(data._dd.trace_id),
    spanId: data._dd.span_id ?? '',
    tags,
    attributes: data,
  }
}

/** Browsers send 64 bits, in decimal; a later SDK may send 128 in hexadecimal. */
function traceId(id: string | null | undefined): string {
  if (!id) return ''
  if (/^[0-9a-f]{32}$/i.test(id)) return id.toLowerCase()
  return /^\d{1,20}$/.test(id) ? BigInt(id).toString(16).padStart(32, '0') : ''
}

function json(line: string, index: number): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new BadPayload(`line ${index + 1} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const replayEvent = z.object({
  application: withId,
  session: withId,
  view: withId,
  start: z.number(),
  end: z.number(),
  records_count: z.number(),
  has_full_snapshot: z.union([z.boolean(), z.stringbool()]),
  index_in_view: z.number().default(0),
})

/** A segment of a session replay from the two parts of its body. @throws BadPayload */
export function replayRow(eventPart: string, segment: Uint8Array): ReplayRow {
  const parsed = replayEvent.safeParse(json(eventPart, 0))
  if (!parsed.success) throw new BadPayload(`part "event": ${z.prettifyError(parsed.error)}`)
  const { data } = parsed
  return {
    time: data.start,
    applicationId: data.application.id,
    sessionId: data.session.id,
    viewId: data.view.id,
    indexInView: data.index_in_view,
    endTime: data.end,
    recordsCount: data.records_count,
    hasFullSnapshot: data.has_full_snapshot,
    segment,
  }
}
