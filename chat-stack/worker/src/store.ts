import type { Failure, Usage } from '@chat-demo/common/contract'
import { inTransaction } from '@chat-demo/common/postgres'
import type pg from 'pg'
import type { ChatMessage } from './model/model.ts'

/** Earlier questions with their replies that a model is shown. */
const historyPairs = 6

export interface Question {
  conversationId: string
  content: string
  /** Who asks; null without a name. */
  userName: string | null
  /** Milliseconds since it was accepted. */
  ageMs: number
}

/** @returns undefined when the question has ended, or its conversation is gone */
export async function readWaitingQuestion(pool: pg.Pool, messageId: string): Promise<Question | undefined> {
  const { rows } = await pool.query<{
    conversation_id: string
    content: string
    owner_name: string | null
    age_ms: number
  }>(
    `select m.conversation_id, m.content, c.owner_name,
            (extract(epoch from now() - q.accepted_at) * 1000)::float8 as age_ms
       from questions q join messages m on m.id = q.id join conversations c on c.id = m.conversation_id
      where q.id = $1 and q.outcome = 'waiting'`,
    [messageId],
  )
  const [row] = rows
  return (
    row && {
      conversationId: row.conversation_id,
      content: row.content,
      userName: row.owner_name,
      ageMs: row.age_ms,
    }
  )
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
  /** The span that evaluations of the reply belong to. */
  llmSpan: { traceId: string; spanId: string } | undefined
}

/** An end as it was stored. */
export interface StoredEnd {
  position: number
  /** From acceptance to end. */
  seconds: number
  withinDeadline: boolean
}

interface EndRow {
  ended_position: string
  seconds: number
  timed_out: boolean
}

const endColumns = `ended_position, extract(epoch from ended_at - accepted_at)::float8 as seconds, timed_out`

function endOf({ ended_position, seconds, timed_out }: EndRow): StoredEnd {
  return { position: Number(ended_position), seconds, withinDeadline: !timed_out }
}

/**
 * Stores a reply and ends its question in one transaction, in the order of locks that every writer of a conversation
 * keeps (conversation, question, message).
 * @returns undefined when the question had ended before, and nothing was stored
 */
export function storeReply(
  pool: pg.Pool,
  messageId: string,
  conversationId: string,
  reply: Reply,
): Promise<StoredEnd | undefined> {
  return inTransaction(pool, async client => {
    await lockConversation(client, conversationId)
    const { rows } = await client.query<EndRow>(
      `update questions
          set outcome = 'answered', usage = $2, ended_at = clock_timestamp(),
              ended_position = nextval('question_positions')
        where id = $1 and outcome = 'waiting'
        returning ${endColumns}`,
      [messageId, reply.usage === null ? null : JSON.stringify(reply.usage)],
    )
    const [row] = rows
    if (row === undefined) return undefined
    await client.query(
      `with touched as (update conversations set updated_at = now() where id = $2)
       insert into messages (id, conversation_id, role, content, question_id, llm_trace_id, llm_span_id)
       values ($1, $2, 'assistant', $3, $4, $5, $6)`,
      [reply.id, conversationId, reply.text, messageId, reply.llmSpan?.traceId ?? null, reply.llmSpan?.spanId ?? null],
    )
    return endOf(row)
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
    const { rows } = await client.query<EndRow>(
      `update questions
          set outcome = 'failed', reason = $2, retryable = $3, ended_at = clock_timestamp(),
              ended_position = nextval('question_positions')
        where id = $1 and outcome = 'waiting'
        returning ${endColumns}`,
      [messageId, reason, retryable],
    )
    return rows[0] && { conversationId, ...endOf(rows[0]) }
  })
}

async function lockConversation(client: pg.PoolClient, id: string): Promise<void> {
  await client.query('select from conversations where id = $1 for no key update', [id])
}
