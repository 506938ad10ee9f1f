import { randomUUID } from 'node:crypto'
import { messageOf } from '@chat-demo/engine'
import { type Finding, fails, fine, look } from '@chat-demo/engine/preflight'
import { z } from 'zod'

/** The chat's own: a question without a first token by then is answered 504. */
const DEADLINE_MS = 15_000
/** Slower than this an audience begins to wonder. */
const SLOW_MS = 6_000

/** What became of one question, asked as a user asks it. Times in milliseconds from the question. */
export interface RoundTrip {
  firstTokenMs: number | null
  endedMs: number
  characters: number
  /** `status`: answered by something else than a stream of the reply. */
  end: 'done' | 'failed' | 'late' | 'broken' | 'status'
  /** The reason given by the chat; the HTTP status with its detail. */
  detail: string
}

const USER = {
  'content-type': 'application/json',
  'x-user-id': '5e9f0a52-0000-4000-8000-000000000002',
  'x-user-name': 'Preflight',
}
const conversation = z.object({ id: z.string() })
const delta = z.object({ text: z.string() })
const failed = z.object({ reason: z.string() })

/** Opens a conversation, asks, reads the reply to its end, and deletes the conversation. */
export async function roundTrip(chatUrl: string, signal: AbortSignal): Promise<RoundTrip> {
  const chat = chatUrl.replace(/\/$/, '')
  const opened = await fetch(`${chat}/api/conversations`, { method: 'POST', headers: USER, body: '{}', signal })
  if (!opened.ok) throw new Error(`a conversation cannot be opened: the chat answered ${opened.status}`)
  const { id } = conversation.parse(await opened.json())
  const path = `${chat}/api/conversations/${encodeURIComponent(id)}`
  try {
    return await ask(`${path}/messages`, signal)
  } finally {
    // A conversation that stays is untidy and nothing more; the check is about the reply.
    await fetch(path, { method: 'DELETE', headers: USER, signal: AbortSignal.timeout(3_000) }).catch(messageOf)
  }
}

async function ask(url: string, signal: AbortSignal): Promise<RoundTrip> {
  const began = performance.now()
  const since = () => Math.round(performance.now() - began)
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...USER, 'idempotency-key': randomUUID() },
    body: JSON.stringify({ content: 'How often should I water a monstera?' }),
    signal,
  })
  if (!response.ok || !response.body) {
    const detail = `${response.status} ${(await response.text()).slice(0, 200)}`.trim()
    return { firstTokenMs: null, endedMs: since(), characters: 0, end: 'status', detail }
  }
  const reply: RoundTrip = { firstTokenMs: null, endedMs: 0, characters: 0, end: 'broken', detail: '' }
  let rest = ''
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  while (reply.end === 'broken') {
    const { done, value } = await reader.read()
    if (done) break
    const events = (rest + value).split(/\r?\n\r?\n/)
    rest = events.pop() ?? ''
    for (const event of events) take(reply, event, since())
  }
  return { ...reply, endedMs: since() }
}

function take(reply: RoundTrip, event: string, at: number): void {
  const name = /^event: ?(.*)$/m.exec(event)?.[1]
  const data = /^data: ?(.*)$/m.exec(event)?.[1] ?? '{}'
  if (name === 'delta') {
    reply.firstTokenMs ??= at
    reply.characters += delta.parse(JSON.parse(data)).text.length
  } else if (name === 'restart') {
    reply.characters = 0
  } else if (name === 'failed') {
    reply.end = 'failed'
    reply.detail = failed.parse(JSON.parse(data)).reason
  } else if (name === 'done' || name === 'late') {
    reply.end = name
  }
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`

/** Does a user who asks get a reply in time? */
export function judgeRoundTrip(trip: RoundTrip): Finding {
  const todo = 'Look at the pods and the queue; heal all if a scenario was left on'
  switch (trip.end) {
    case 'done': {
      const found = `reply after ${seconds(trip.endedMs)}, its first words after ${seconds(trip.firstTokenMs ?? trip.endedMs)}`
      if (trip.endedMs > DEADLINE_MS) return fails(`${found}: later than ${seconds(DEADLINE_MS)}`, todo)
      return trip.endedMs > SLOW_MS
        ? look(`${found}: slow for an audience`, 'Give the machine some quiet, or less traffic')
        : fine(found)
    }
    case 'failed':
      return fails(`the reply failed: ${trip.detail}`, 'Look at the model and the logs of the worker')
    case 'late':
      return fails(`the reply stopped midway and did not go on`, todo)
    case 'broken':
      return fails(`the stream of the reply broke off after ${seconds(trip.endedMs)}`, todo)
    case 'status':
      return fails(`no reply after ${seconds(trip.endedMs)}: ${trip.detail}`, todo)
  }
}

/** The same reply, seen from the model's side. */
export function judgeModel(trip: RoundTrip, model: string): Finding {
  if (trip.end === 'done' && trip.characters > 0) return fine(`${model} wrote ${trip.characters} characters`)
  if (trip.end === 'done')
    return fails(`${model} wrote an empty reply`, 'Look at the model lens, or at the log of the worker')
  if (trip.end === 'failed')
    return fails(`${model}: ${trip.detail}`, 'Look at the key (OPENAI_API_KEY), its limits and OPENAI_BASE_URL')
  return look('not known: no reply came', 'See the round trip above')
}
