import { type ConversationSummary, type Message, untitled } from '@chat-demo/common/contract'
import { inTransaction } from '@chat-demo/common/postgres'
import type pg from 'pg'
import type { User } from './user.ts'

/** What a change of a conversation came to; only its owner may change it. */
export type Change = 'changed' | 'unknown' | 'forbidden'

export async function createConversation(pool: pg.Pool, id: string, user: User, title: string | undefined) {
  await pool.query('insert into conversations (id, owner_id, owner_name, title) values ($1, $2, $3, $4)', [
    id,
    user.id,
    user.name ?? null,
    title ?? null,
  ])
  return { id, title: title ?? untitled }
}

/** At most 200, the newest first. */
export async function listConversations(pool: pg.Pool, owner: string): Promise<ConversationSummary[]> {
  const { rows } = await pool.query<{ id: string; title: string | null; updated_at: Date; preview: string | null }>(
    `select c.id, c.title, c.updated_at, newest.preview
       from conversations c
       left join lateral (
         select left(m.content, 120) as preview from messages m
          where m.conversation_id = c.id order by m.ordinal desc limit 1
       ) newest on true
      where c.owner_id = $1
      order by c.updated_at desc, c.id
      limit 200`,
    [owner],
  )
  return rows.map(row => ({
    id: row.id,
    title: row.title ?? untitled,
    updatedAt: row.updated_at.toISOString(),
    preview: row.preview ?? '',
  }))
}

export async function conversationExists(pool: pg.Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query('select from conversations where id = $1', [id])
  return rowCount === 1
}

export async function renameConversation(pool: pg.Pool, id: string, owner: string, title: string): Promise<Change> {
  const { rowCount } = await pool.query('update conversations set title = $3 where id = $1 and owner_id = $2', [
    id,
    owner,
    title,
  ])
  return rowCount === 1 ? 'changed' : refusal(pool, id)
}

/** A question that ended because its conversation was deleted. */
export interface CutQuestion {
  withinDeadline: boolean
  /** From acceptance to end. */
  seconds: number
}

/** Deletes it with its messages; questions still waiting end as failed, so that they are accounted for. */
export function deleteConversation(
  pool: pg.Pool,
  id: string,
  owner: string,
): Promise<{ change: Change; cut: CutQuestion[] }> {
  return inTransaction(pool, async client => {
    const { rows } = await client.query<{ owner_id: string }>(
      'select owner_id from conversations where id = $1 for update',
      [id],
    )
    const [row] = rows
    if (row === undefined) return { change: 'unknown', cut: [] }
    if (row.owner_id !== owner) return { change: 'forbidden', cut: [] }
    const { rows: cut } = await client.query<CutQuestion>(
      `update questions set outcome = 'failed', reason = 'The conversation was deleted.', retryable = false,
              deleted = true, ended_at = now(), ended_position = nextval('question_positions')
        where conversation_id = $1 and outcome = 'waiting'
        returning not timed_out as "withinDeadline", extract(epoch from ended_at - accepted_at)::float8 as seconds`,
      [id],
    )
    await client.query('delete from outbox where conversation_id = $1', [id])
    await client.query('delete from conversations where id = $1', [id])
    return { change: 'changed', cut }
  })
}

async function refusal(pool: pg.Pool, id: string): Promise<Change> {
  return (await conversationExists(pool, id)) ? 'forbidden' : 'unknown'
}

interface MessageRow {
  id: string
  role: 'user' | 'assistant'
  content: string
  question_id: string | null
  created_at: Date
  outcome: 'waiting' | 'answered' | 'failed' | null
  reason: string | null
  retryable: boolean | null
  score: number | null
}

/** Oldest first, each reply behind its question; at most the newest 500. @returns undefined for an unknown id */
export async function readHistory(pool: pg.Pool, id: string): Promise<Message[] | undefined> {
  const { rows } = await pool.query<MessageRow>(
    `select m.id, m.role, m.content, m.question_id, m.created_at, q.outcome, q.reason, q.retryable, f.score
       from (select * from messages where conversation_id = $1 order by ordinal desc limit 500) m
       left join questions q on q.id = m.id
       left join feedback f on f.message_id = m.id
       left join messages asked on asked.id = m.question_id
      order by coalesce(asked.ordinal, m.ordinal), m.ordinal`,
    [id],
  )
  if (rows.length === 0 && !(await conversationExists(pool, id))) return undefined
  return rows.map(row => ({
    id: row.id,
    role: row.role,
    content: row.content,
    status: row.outcome ?? 'answered',
    createdAt: row.created_at.toISOString(),
    ...(row.reason === null ? {} : { reason: row.reason, retryable: row.retryable ?? false }),
    ...(row.question_id === null ? {} : { questionId: row.question_id }),
    ...(row.score === null ? {} : { score: row.score }),
  }))
}

/** A reply that was given feedback, with the LLM Observability span that wrote it. */
export interface RatedReply {
  llm_trace_id: string | null
  llm_span_id: string | null
}

/** 0 takes the feedback back. @returns undefined when there is no such reply */
export async function giveFeedback(pool: pg.Pool, messageId: string, score: number): Promise<RatedReply | undefined> {
  const { rows } = await pool.query<RatedReply>(
    `with reply as (
       select id, llm_trace_id, llm_span_id from messages where id = $1 and role = 'assistant'
     ), given as (
       insert into feedback (message_id, score) select id, $2 from reply
       on conflict (message_id) do update set score = excluded.score, given_at = now()
     )
     select llm_trace_id, llm_span_id from reply`,
    [messageId, score],
  )
  return rows[0]
}
