import { createHash } from 'node:crypto'
import type { Usage } from '@chat-demo/common/contract'
import { inTransaction } from '@chat-demo/common/postgres'
import type pg from 'pg'
import { titleOf } from '../title.ts'

export interface NewQuestion {
  id: string
  conversationId: string
  ownerId: string
  content: string
  /** Stored with its outbox row. */
  carrier: Record<string, string>
  /** Unset: the question cannot be repeated safely. */
  idempotencyKey: string | undefined
}

export type Acceptance =
  | { kind: 'accepted'; messageId: string; position: number }
  /** The same key and body came before; its answer may be under way or over. */
  | { kind: 'joined'; messageId: string }
  | { kind: 'conflict' }
  | { kind: 'unknown' }
  | { kind: 'forbidden' }

/** Idempotency keys live for a day. */
const keyLife = "interval '24 hours'"

/**
 * Stores a question, its account and its outbox row in one transaction. The conversation's row lock orders what
 * happens in one conversation, also against its deletion.
 */
export function acceptQuestion(pool: pg.Pool, question: NewQuestion): Promise<Acceptance> {
  return inTransaction(pool, async client => {
    const { rows } = await client.query<{ owner_id: string }>(
      'select owner_id from conversations where id = $1 for no key update',
      [question.conversationId],
    )
    const [conversation] = rows
    if (conversation === undefined) return { kind: 'unknown' }
    if (conversation.owner_id !== question.ownerId) return { kind: 'forbidden' }
    if (question.idempotencyKey !== undefined) {
      const earlier = await claimKey(client, question, question.idempotencyKey)
      if (earlier !== undefined) return earlier
    }
    return { kind: 'accepted', messageId: question.id, position: await insertQuestion(client, question) }
  })
}

async function claimKey(client: pg.PoolClient, question: NewQuestion, key: string): Promise<Acceptance | undefined> {
  const hash = createHash('sha256').update(question.content).digest()
  const claimed = await client.query(
    `insert into idempotency_keys as k (conversation_id, key, body_hash, message_id) values ($1, $2, $3, $4)
     on conflict (conversation_id, key) do update
        set body_hash = excluded.body_hash, message_id = excluded.message_id, created_at = now()
      where k.created_at < now() - ${keyLife}`,
    [question.conversationId, key, hash, question.id],
  )
  if (claimed.rowCount === 1) return undefined
  const { rows } = await client.query<{ body_hash: Buffer; message_id: string }>(
    'select body_hash, message_id from idempotency_keys where conversation_id = $1 and key = $2',
    [question.conversationId, key],
  )
  const [earlier] = rows
  if (earlier === undefined) throw new Error(`the idempotency key ${key} vanished while its conversation was locked`)
  return earlier.body_hash.equals(hash) ? { kind: 'joined', messageId: earlier.message_id } : { kind: 'conflict' }
}

async function insertQuestion(client: pg.PoolClient, question: NewQuestion): Promise<number> {
  const { rows } = await client.query<{ accepted_position: string }>(
    `with touched as (
       update conversations set updated_at = now(), title = coalesce(title, $4) where id = $2
     ), message as (
       insert into messages (id, conversation_id, role, content) values ($1, $2, 'user', $3)
     ), unsent as (
       insert into outbox (message_id, conversation_id, carrier) values ($1, $2, $5)
     )
     insert into questions (id, conversation_id) values ($1, $2) returning accepted_position`,
    [question.id, question.conversationId, question.content, titleOf(question.content), question.carrier],
  )
  return Number(rows[0]?.accepted_position)
}

/** What has become of a question, with all that its asker needs. */
export type Ending =
  | { kind: 'waiting' }
  | { kind: 'answered'; replyId: string; text: string; usage: Usage | null; position: number }
  | { kind: 'failed'; reason: string; retryable: boolean; position: number }
  | { kind: 'deleted' }

interface EndingRow {
  outcome: 'waiting' | 'answered' | 'failed'
  reason: string | null
  retryable: boolean | null
  deleted: boolean
  usage: Usage | null
  ended_position: string | null
  reply_id: string | null
  text: string | null
}

const endingColumns = `q.id, q.outcome, q.reason, q.retryable, q.deleted, q.usage, q.ended_position,
  r.id as reply_id, r.content as text`

function endingOf(row: EndingRow | undefined): Ending {
  if (row === undefined || row.deleted) return { kind: 'deleted' }
  const position = Number(row.ended_position)
  if (row.outcome === 'waiting') return { kind: 'waiting' }
  if (row.outcome === 'failed') {
    return { kind: 'failed', reason: row.reason ?? '', retryable: row.retryable ?? false, position }
  }
  // The account outlives the conversation, the reply does not.
  if (row.reply_id === null) return { kind: 'deleted' }
  return { kind: 'answered', replyId: row.reply_id, text: row.text ?? '', usage: row.usage, position }
}

export async function readEnding(pool: pg.Pool, messageId: string): Promise<Ending> {
  const { rows } = await pool.query<EndingRow>(
    `select ${endingColumns} from questions q left join messages r on r.question_id = q.id where q.id = $1`,
    [messageId],
  )
  return endingOf(rows[0])
}

/** Notes that the request of a question is answered 504. @returns how the question ended meanwhile, if it did */
export async function noteTimeout(pool: pg.Pool, messageId: string): Promise<Ending> {
  const { rowCount } = await pool.query(`update questions set timed_out = true where id = $1 and outcome = 'waiting'`, [
    messageId,
  ])
  return rowCount === 1 ? { kind: 'waiting' } : readEnding(pool, messageId)
}

export interface ConversationChange {
  messageId: string
  acceptedPosition: number
  ending: Ending
}

/**
 * Questions of a conversation that are waiting, that were accepted or ended after `position`, that ended in the last
 * half minute (events of two publishers may overtake each other), or that are among `messageIds`; in order.
 */
export async function readChanges(
  pool: pg.Pool,
  conversationId: string,
  position: number,
  messageIds: string[],
): Promise<ConversationChange[]> {
  const { rows } = await pool.query<EndingRow & { id: string; accepted_position: string }>(
    `select ${endingColumns}, q.accepted_position
       from questions q left join messages r on r.question_id = q.id
      where q.conversation_id = $1
        and (q.outcome = 'waiting' or q.accepted_position > $2 or q.ended_position > $2
             or q.ended_at > now() - interval '30 seconds' or q.id = any($3::uuid[]))
      order by coalesce(q.ended_position, q.accepted_position)`,
    [conversationId, position, messageIds],
  )
  return rows.map(row => ({
    messageId: row.id,
    acceptedPosition: Number(row.accepted_position),
    ending: endingOf(row),
  }))
}

/** The newest position in a conversation: where a new listener begins. */
export async function newestPosition(pool: pg.Pool, conversationId: string): Promise<number> {
  const { rows } = await pool.query<{ position: string | null }>(
    'select max(greatest(accepted_position, ended_position)) as position from questions where conversation_id = $1',
    [conversationId],
  )
  return Number(rows[0]?.position ?? 0)
}

export async function dropExpiredKeys(pool: pg.Pool): Promise<void> {
  await pool.query(`delete from idempotency_keys where created_at < now() - ${keyLife}`)
}
