import type { SseEvent } from '@chat-demo/common/contract'
import { mergeHistory } from './merge-history.ts'
import { type Delivery, type Exchange, replyText, type Thread, type ThreadEvent } from './thread.ts'

/** The thread after an event. Pure; an event that changes nothing returns the thread itself. */
export function applyEvent(thread: Thread, event: ThreadEvent): Thread {
  switch (event.type) {
    case 'asked':
      return {
        ...thread,
        exchanges: [
          ...thread.exchanges,
          { key: event.key, question: event.content, askedAt: event.at, phase: 'sending' },
        ],
      }
    case 'resending':
      return edit(thread, event.key, exchange => ({ ...exchange, phase: 'resending', reason: undefined }))
    case 'unsaved':
    case 'refused':
      return edit(thread, event.key, exchange => ({ ...exchange, phase: event.type, reason: event.reason }))
    case 'overdue':
      return edit(named(thread, event.key, event.messageId), event.key, exchange =>
        isSettled(exchange) || exchange.phase === 'streaming'
          ? exchange
          : { ...exchange, phase: 'waiting', overdue: true },
      )
    case 'request-ended':
      return edit(thread, event.key, endRequest)
    case 'request-event':
      return applyServerEvent(thread, event.event, 'request', event.key, event.at)
    case 'stream-event':
      return applyServerEvent(thread, event.event, 'stream', keyOf(thread, event.event), event.at)
    case 'history':
      return adoptStrays({ ...thread, exchanges: mergeHistory(thread.exchanges, event.messages) })
    case 'stopped':
      return edit(thread, event.key, exchange => ({ ...endRequest(exchange), stoppedAt: replyText(exchange) }))
    case 'read-on':
      return edit(thread, event.key, exchange => ({ ...exchange, stoppedAt: undefined }))
    case 'kept-waiting':
      return edit(thread, event.key, exchange => ({ ...exchange, patient: true }))
    case 'asked-again':
      return edit(thread, event.key, exchange => ({ ...exchange, askedAgain: true }))
    case 'scored':
      return {
        ...thread,
        exchanges: thread.exchanges.map(exchange =>
          exchange.reply?.id === event.replyId
            ? { ...exchange, reply: { ...exchange.reply, score: event.score } }
            : exchange,
        ),
      }
  }
}

type Source = 'request' | 'stream'

function applyServerEvent(
  thread: Thread,
  event: SseEvent,
  source: Source,
  key: string | undefined,
  at: string,
): Thread {
  if (event.event === 'deleted') return { ...thread, deleted: true }
  if (key === undefined) return keepStray(thread, event)
  return edit(named(thread, key, event.data.messageId), key, exchange => applyToExchange(exchange, event, source, at))
}

function applyToExchange(
  exchange: Exchange,
  event: Exclude<SseEvent, { event: 'deleted' }>,
  source: Source,
  at: string,
): Exchange {
  // What is stored stands; a late event does not reopen it.
  if (isSettled(exchange)) return exchange
  switch (event.event) {
    case 'accepted':
      return exchange.phase === 'streaming' ? exchange : { ...exchange, phase: 'waiting', reason: undefined }
    case 'delta':
      return {
        ...exchange,
        phase: 'streaming',
        overdue: false,
        [source]: addDelta(exchange[source], event.data.index, event.data.text),
      }
    case 'restart':
      return { ...(source === 'stream' ? dropEndedRequest(exchange) : exchange), [source]: { text: '', next: 0 } }
    case 'done':
      return {
        ...exchange,
        phase: 'answered',
        overdue: false,
        // Whoever says that it is done has delivered all of it before.
        reply: { id: event.data.replyId, text: exchange[source]?.text, at },
      }
    case 'failed':
      return {
        ...exchange,
        phase: 'failed',
        overdue: false,
        stoppedAt: undefined,
        reason: event.data.reason,
        retryable: event.data.retryable,
      }
    case 'late':
      return { ...exchange, phase: 'waiting', overdue: true }
  }
}

/** A repeated delta is left out; a new connection begins again at 0, and one that was joined later is not begun. */
function addDelta<D extends Delivery>(delivery: D | undefined, index: number, text: string): Delivery | undefined {
  if (index === 0) return { text, next: 1 }
  if (delivery === undefined || index !== delivery.next) return delivery
  return { ...delivery, text: delivery.text + text, next: index + 1 }
}

/** Text of a question that this page does not know yet: asked elsewhere, or its own before the request was answered. */
function keepStray(thread: Thread, event: Exclude<SseEvent, { event: 'deleted' }>): Thread {
  const { messageId } = event.data
  if (event.event === 'delta') {
    const delivery = addDelta(thread.strays[messageId], event.data.index, event.data.text)
    return delivery === undefined ? thread : { ...thread, strays: { ...thread.strays, [messageId]: delivery } }
  }
  if (event.event === 'restart') return { ...thread, strays: { ...thread.strays, [messageId]: { text: '', next: 0 } } }
  return thread
}

/** The thread in which an exchange has the id of its message, and what the stream brought under that id before. */
function named(thread: Thread, key: string, messageId: string | undefined): Thread {
  if (messageId === undefined) return thread
  return adoptStrays(
    edit(thread, key, exchange => (exchange.messageId === messageId ? exchange : { ...exchange, messageId })),
  )
}

function adoptStrays(thread: Thread): Thread {
  const strays = { ...thread.strays }
  const exchanges = thread.exchanges.map(exchange => {
    const stray = exchange.messageId === undefined ? undefined : strays[exchange.messageId]
    if (stray === undefined || exchange.messageId === undefined) return exchange
    delete strays[exchange.messageId]
    if (isSettled(exchange)) return exchange
    return { ...exchange, stream: stray, ...(stray.text === '' ? {} : { phase: 'streaming' as const }) }
  })
  return Object.keys(strays).length === Object.keys(thread.strays).length ? thread : { ...thread, exchanges, strays }
}

function endRequest(exchange: Exchange): Exchange {
  return exchange.request === undefined ? exchange : { ...exchange, request: { ...exchange.request, ended: true } }
}

function dropEndedRequest(exchange: Exchange): Exchange {
  return exchange.request?.ended ? { ...exchange, request: undefined } : exchange
}

function isSettled({ phase }: Exchange): boolean {
  return phase === 'answered' || phase === 'failed'
}

function keyOf(thread: Thread, { data }: SseEvent): string | undefined {
  return 'messageId' in data ? thread.exchanges.find(({ messageId }) => messageId === data.messageId)?.key : undefined
}

function edit(thread: Thread, key: string, change: (exchange: Exchange) => Exchange): Thread {
  const exchanges = thread.exchanges.map(exchange => (exchange.key === key ? change(exchange) : exchange))
  return exchanges.every((exchange, index) => exchange === thread.exchanges[index]) ? thread : { ...thread, exchanges }
}
