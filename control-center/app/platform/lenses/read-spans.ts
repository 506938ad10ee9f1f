import type { ItemsAnswer } from '../datadog/calls.ts'
import type { Owner } from '../widgets/model.ts'
import { ownerOf } from '../widgets/owner.ts'
import type { Span } from './model.ts'
import { flat, isoOf, millisecondsOf, textOf } from './values.ts'

type Item = ItemsAnswer['data'][number]

export interface FoundSpan extends Span {
  traceId: string
}

/** What Datadog shows of a span elsewhere than in its tags. */
const SHOWN = new Set(['duration', 'env', 'version', 'service'])

/** Spans of a search; an item without ids is none. */
export function readSpans(items: readonly Item[]): FoundSpan[] {
  const seen = new Set<string>()
  return items.flatMap(({ attributes }) => {
    const traceId = textOf(attributes.trace_id)
    const id = textOf(attributes.span_id)
    if (!traceId || !id || seen.has(`${traceId}/${id}`)) return []
    seen.add(`${traceId}/${id}`)
    const tags = tagsOf(attributes)
    const service = textOf(attributes.service) ?? ''
    const resource = textOf(attributes.resource_name) ?? ''
    const operation = textOf(attributes.operation_name) ?? tags.operation_name ?? ''
    const type = textOf(attributes.type) ?? ''
    const start = millisecondsOf(attributes.start_timestamp)
    const nanoseconds = Number(tags.duration ?? Number.NaN)
    const duration = Number.isFinite(nanoseconds)
      ? nanoseconds / 1e6
      : Math.max(0, millisecondsOf(attributes.end_timestamp) - start)
    const parent = textOf(attributes.parent_id)
    const httpStatus = tags['http.status_code'] ?? null
    return [
      {
        traceId,
        id,
        parentId: parent === null || parent === '0' ? null : parent,
        service,
        owner: spanOwner({ service, operation, resource, type }),
        operation,
        resource,
        start,
        duration,
        error: textOf(attributes.status) === 'error' || isError(tags),
        httpStatus,
        tags: Object.fromEntries(Object.entries(tags).filter(([name]) => !SHOWN.has(name))),
      },
    ]
  })
}

const isError = (tags: Record<string, string>): boolean =>
  tags.error === '1' || tags.error === 'true' || 'error.type' in tags || 'error.message' in tags

/** Custom attributes by their full names; of `tags` those that nothing else says. */
function tagsOf(attributes: Record<string, unknown>): Record<string, string> {
  const tags: Record<string, string> = {}
  for (const tag of Array.isArray(attributes.tags) ? attributes.tags : []) {
    const [, key, value] = (typeof tag === 'string' && /^([^:]+):(.*)$/s.exec(tag)) || []
    if (key !== undefined && value !== undefined) tags[key] = value
  }
  const host = textOf(attributes.host)
  return { ...tags, ...(host ? { host } : {}), ...flat(attributes.custom ?? attributes.attributes) }
}

interface Whose {
  service: string
  operation: string
  resource: string
  type: string
}

/** Whose a span is by colour: what it calls where that sends no spans itself, else its service. */
function spanOwner({ service, operation, resource, type }: Whose): Owner {
  if (type === 'sql' || operation.startsWith('pg.')) return 'postgres'
  if (operation.startsWith('amqp.') || /^basic\.(publish|deliver)\b/.test(resource)) return 'rabbitmq'
  if (type === 'openai' || operation.startsWith('openai.')) return 'model'
  return ownerOf([`service:${service}`], '')
}

/** The browser's request that began a trace, made of its RUM resource: browsers send no spans. */
export function browserSpan(item: Item | undefined): Span | null {
  if (!item) return null
  const { attributes } = item
  const tags = flat(attributes.attributes)
  const id = tags['_dd.span_id']
  if (!id) return null
  const status = tags['resource.status_code'] ?? null
  const url = tags['resource.url'] ?? ''
  return {
    id,
    parentId: null,
    service: textOf(attributes.service) ?? tags.service ?? 'browser',
    owner: 'browser',
    operation: 'browser.request',
    resource: `${tags['resource.method'] ?? 'GET'} ${URL.canParse(url) ? new URL(url).pathname : url}`,
    start: millisecondsOf(isoOf(attributes.timestamp)),
    duration: Number(tags['resource.duration'] ?? 0) / 1e6,
    error: status === '0' || Number(status) >= 500,
    httpStatus: status === '0' ? null : status,
    tags: pick(tags, ['session.id', 'view.id', 'view.url_path', 'usr.name', 'usr.id', 'action.id', 'resource.url']),
  }
}

const pick = (tags: Record<string, string>, names: readonly string[]) =>
  Object.fromEntries(names.flatMap(name => (tags[name] === undefined ? [] : [[name, tags[name]]])))
