import type { Failure, Usage } from '@chat-demo/common/contract'
import { inTransaction } from '@chat-demo/common/postgres'
import type pg from 'pg'
import type { ChatMessage } from './model/model.ts'

/** Earlier questions with their replies that a model is shown. */
const historyPairs = 6

export interface Question {
  conversationId: string
  content: string
  /** Milliseconds since it was accepted. */
  ageMs: number
}

/** @returns undefined when the question has ended, or its conversation is gone */
export async function readWaitingQuestion(pool: pg.Pool, messageId: string): Promise<Question | undefined> {
  const { rows } = await pool.query<{ conversation_id: string; content: string; age_ms: number }>(
    `select m.conversation_id, m.content, (extract(epoch from now() - q.accepted_at) * 1000)::float8 as age_ms
       from questions q join messages m on m.id = q.id
      where q.id = $1 and q.outcome = 'waiting'`,
    [messageId],
  )
  const [row] = rows
  return row && { conversationId: row.conversation_id, content: row.content, ageMs: row.age_ms }
}

/** Oldest first. */
export async function readContext(pool: pg.Pool, messageId: string): Promise<ChatMessage[]> {
  const { rows } = await pool.query<{ question: string; reply: string }>(
    `select asked.content as question, reply.content as reply
       from messages current
       join messages reply on reply.conversation_id = current.conversation_id
                          and reply.role = 'assistant' and reply.ordinal < current.ordinal
       join messages asked on asked.id = reply.question_id
      where current.id = $1
      order by reply.ordinal desc
      limit ${historyPairs}`,
    [messageId],
  )
  return rows.reverse().flatMap(({ question, reply }): ChatMessage[] => [
    { role: 'user', content: question },
    { role: 'assistant', content: reply },
  ])
}

export interface Reply {
  id: string
  text: string
  usage: Usage | null
}

/**
 * Stores a reply and ends its question in one transaction, in the order of locks that every writer of a conversation
 * keeps (conversation, question, message).
 * @returns the position of the end; undefined when the question had ended before, and nothing was stored
 */
export function storeReply(pool: pg.Pool, messageId: string, conversationId: string, reply: Reply) {
  return inTransaction(pool, async client => {
    await lockConversation(client, conversationId)
    const { rows } = await client.query<{ ended_position: string }>(
      `update questions
          set outcome = 'answered', usage = $2, ended_at = clock_timestamp(),
              ended_position = nextval('question_positions')
        where id = $1 and outcome = 'waiting'
        returning ended_position`,
      [messageId, reply.usage === null ? null : JSON.stringify(reply.usage)],
    )
    const [row] = rows
    if (row === undefined) return undefined
    await client.query(
      `with touched as (update conversations set updated_at = now() where id = $2)
       insert into messages (id, conversation_id, role, content, question_id) values ($1, $2, 'assistant', $3, $4)`,
      [reply.id, conversationId, reply.text, messageId],
    )
    return Number(row.ended_position)
  })
}

/** Ends a question as failed. @returns where it ended; undefined when it is unknown or had ended before */
export function storeFailure(pool: pg.Pool, messageId: string, { reason, retryable }: Failure) {
  return inTransaction(pool, async client => {
    const found = await client.query<{ conversation_id: string }>(
      'select conversation_id from questions where id = $1',
      [messageId],
    )
    const conversationId = found.rows[0]?.conversation_id
    if (conversationId === undefined) return undefined
    await lockConversation(client, conversationId)
    const { rows } = await client.query<{ ended_position: string }>(
      `update questions
          set outcome = 'failed', reason = $2, retryable = $3, ended_at = clock_timestamp(),
              ended_position = nextval('question_positions')
        where id = $1 and outcome = 'waiting'
        returning ended_position`,
      [messageId, reason, retryable],
    )
    return rows[0] && { conversationId, position: Number(rows[0].ended_position) }
  })
}

async function lockConversation(client: pg.PoolClient, id: string): Promise<void> {
  await client.query('select from conversations where id = $1 for no key update', [id])
}
