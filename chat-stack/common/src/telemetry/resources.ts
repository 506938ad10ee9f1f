import { subscribe } from 'node:diagnostics_channel'
import type { Span } from 'dd-trace'

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

/** A resource with the same name for every conversation. */
export function withoutIds(resource: string): string {
  return resource.replaceAll(uuid, ':id')
}

/**
 * Names AMQP spans without the conversation: its id is the routing key of its replies, and a resource of its own for
 * each would be a time series of its own for each. The tracer has no hook for it, but announces every span that ends.
 */
export function nameResourcesWithoutIds(): void {
  subscribe('dd-trace:span:finish', message => {
    const span = message as Span
    const resource = resourceOfAmqp(span.context())
    if (resource !== undefined) span.setTag('resource.name', withoutIds(resource))
  })
}

function resourceOfAmqp(context: object): string | undefined {
  if (Reflect.get(context, '_name') !== 'amqp.command') return undefined
  const tags: unknown = Reflect.get(context, '_tags')
  const resource: unknown = typeof tags === 'object' && tags !== null ? Reflect.get(tags, 'resource.name') : undefined
  return typeof resource === 'string' ? resource : undefined
}
