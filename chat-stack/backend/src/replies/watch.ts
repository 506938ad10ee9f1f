import type { FastifyReply } from 'fastify'
import type { ConversationChange } from '../store/questions.ts'
import type { Listener } from './hub.ts'
import { ReplyReader } from './reader.ts'
import { SseStream } from './sse.ts'

export interface WatchOptions {
  reply: FastifyReply
  listener: Listener
  /** Position behind which events are sent. */
  from: number
  /** Questions that are waiting, were accepted or ended after a position, or are among the given ones. */
  readChanges: (position: number, messageIds: string[]) => Promise<ConversationChange[]>
}

/**
 * Everything that happens in a conversation, until the reader leaves. Begins with what was stored after `from` and the
 * questions still waiting; after an outage of the broker, continues from the stored rows.
 */
export async function watch({ reply, listener, from, readChanges }: WatchOptions): Promise<void> {
  reply.raw.once('close', () => listener.close())
  if (reply.raw.destroyed) listener.close()
  const stream = new SseStream(reply, from)
  const readers = new Map<string, ReplyReader>()
  const ended = new Set<string>()

  const readerOf = (messageId: string, position?: number): ReplyReader => {
    const known = readers.get(messageId)
    if (known !== undefined) return known
    const reader = new ReplyReader(stream, messageId)
    readers.set(messageId, reader)
    stream.send({ event: 'accepted', data: { messageId } }, position)
    return reader
  }
  const end = (messageId: string) => {
    readers.delete(messageId)
    // Only the newest matter: a repeated end comes soon after the first or not at all.
    if (ended.size >= 100) ended.delete([...ended][0] ?? '')
    ended.add(messageId)
  }
  const catchUp = async () => {
    for (const change of await readChanges(stream.position, [...readers.keys()])) {
      if (ended.has(change.messageId)) continue
      const reader = readerOf(change.messageId, change.acceptedPosition)
      if (reader.finish(change.ending)) end(change.messageId)
    }
  }

  try {
    await catchUp()
    for (;;) {
      const notice = await listener.next(60_000)
      if (notice === 'timeout') continue
      if (notice.kind === 'closed') {
        if (notice.draining) stream.retryIn(500)
        return
      }
      if (notice.kind === 'deleted') return stream.send({ event: 'deleted', data: {} })
      if (notice.kind === 'check') await catchUp()
      else if (ended.has(notice.messageId)) continue
      else if (notice.kind === 'accepted') readerOf(notice.messageId, notice.position)
      else {
        const shown = readerOf(notice.messageId).show(notice.change)
        if (shown === 'ended') end(notice.messageId)
        else if (shown === 'read the row') await catchUp()
      }
    }
  } catch (error) {
    // The database is away: the reader comes back with the position it has seen.
    reply.log.warn({ err: error }, 'a conversation could not be followed')
    stream.retryIn(2_000)
  } finally {
    listener.close()
    stream.end()
  }
}
