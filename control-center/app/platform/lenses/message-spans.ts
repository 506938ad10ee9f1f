import type { Span } from './model.ts'
import { endOf } from './trace-tree.ts'

/** Which span of a question's trace is which, by the names that dd-trace and the chat give them. */

const isServer = (service: string) => (span: Span) =>
  span.service === service && (span.operation === 'fastify.request' || span.tags['span.kind'] === 'server')

export const isFrontendRequest = isServer('frontend')
export const isBackendRequest = isServer('backend')
export const isQuestionPublish = (span: Span): boolean => /^basic\.publish chat request\b/.test(span.resource)
export const isQuestionDelivery = (span: Span): boolean => /^basic\.deliver chat request\b/.test(span.resource)
export const isReplyPublish = (span: Span): boolean => /^basic\.publish chat\.replies\b/.test(span.resource)
export const isReplyDelivery = (span: Span): boolean => /^basic\.deliver chat\.replies\b/.test(span.resource)
export const isAnswer = (span: Span): boolean =>
  span.service === 'worker' && (span.operation === 'chat.answer' || span.resource === 'chat.requests')
export const isModelCall = (span: Span): boolean => span.owner === 'model'
export const isQuery = (span: Span): boolean => span.owner === 'postgres' && span.resource !== 'pg.pool.acquire'

/** Milliseconds between the publish of each question and its delivery: what waiting in the queue takes. */
export function queueWaits(spans: readonly Span[]): number[] {
  return spans.filter(isQuestionDelivery).flatMap(delivery => {
    const publish = spans.find(span => span.id === delivery.parentId && isQuestionPublish(span))
    return publish ? [Math.max(0, delivery.start - endOf(publish))] : []
  })
}
