import type { ItemsAnswer } from '../datadog/calls.ts'
import { ownerOf } from '../widgets/owner.ts'
import type { LogLine } from './model.ts'
import { flat, isoOf, textOf } from './values.ts'

type Item = ItemsAnswer['data'][number]

/** Lines of a search, in its order. */
export function readLogs(items: readonly Item[]): LogLine[] {
  return items.map(({ id, attributes }, index) => {
    const inner = flat(attributes.attributes)
    const tags = Array.isArray(attributes.tags) ? attributes.tags.filter(tag => typeof tag === 'string') : []
    const service = textOf(attributes.service) ?? ''
    const pod = tags.find(tag => tag.startsWith('pod_name:'))?.slice('pod_name:'.length) ?? null
    const at = isoOf(attributes.timestamp)
    return {
      id: id ?? `${at}-${index}`,
      at,
      status: (textOf(attributes.status) ?? 'info').toLowerCase(),
      service,
      owner: ownerOf([`service:${service}`, ...tags], ''),
      message: textOf(attributes.message) ?? inner.msg ?? '',
      pod,
      traceId: inner['dd.trace_id'] ?? inner.trace_id ?? null,
      json: JSON.stringify({ ...attributes, tags: undefined }, null, 2),
    }
  })
}
