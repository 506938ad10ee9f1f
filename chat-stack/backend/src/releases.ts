import { tagActiveSpan } from '@chat-demo/common/telemetry'
import type pg from 'pg'

/** What a release does with a question before it is stored, beyond what every release does. */
export type LookAtQuestion = (content: string, pool: pg.Pool) => Promise<void> | void

/**
 * Release `-next`: every trace says what plant its question is about. Written with whole questions in mind ("How often
 * should I water my fern?"); a follow-up such as "And in winter?" names no plant, and the match is null.
 */
export const tagTopic: LookAtQuestion = content => {
  const [, topic] = /\b(?:my|an?) ([a-z]+)/i.exec(content) as RegExpExecArray
  tagActiveSpan({ 'question.topic': topic ?? '' })
}

/**
 * Release `-leak`: every trace says how many asked the same before. The early return for a question that names no plant
 * forgets to give the connection back.
 */
export const countSimilar: LookAtQuestion = async (content, pool) => {
  const client = await pool.connect()
  const topic = /\b(?:my|an?) ([a-z]+)/i.exec(content)?.[1]
  if (topic === undefined) return
  const { rows } = await client.query<{ count: string }>(
    `select count(*) from (select 1 from messages where role = 'user' and content like $1 limit 50) as similar`,
    [`%${topic}%`],
  )
  tagActiveSpan({ 'question.similar': Number(rows[0]?.count ?? 0) })
  client.release()
}
