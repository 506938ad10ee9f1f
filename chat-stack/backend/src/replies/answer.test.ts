import { createLogger, createServer, Readiness } from '@chat-demo/common'
import { afterEach, expect, test } from 'vitest'
import type { Ending } from '../store/questions.ts'
import { answer } from './answer.ts'
import { ReplyHub } from './hub.ts'

const messageId = '7b0e6a52-7a3f-4f6e-9f5f-0a7f6a1d2c3b'
const replyId = '0b0e6a52-7a3f-4f6e-9f5f-0a7f6a1d2c3b'
const stops: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** One question's request; `ending` is what the stored row says when it is asked. */
async function request(ending: () => Ending, deadlineMs: number, happens: (hub: ReplyHub) => void) {
  const hub = new ReplyHub({ bind: async () => {}, unbind: () => {} })
  const logger = createLogger('test', 'silent')
  const server = createServer({ logger, readiness: new Readiness(), allowedHosts: undefined })
  server.post('/', async (_request, reply) => {
    const listener = hub.listen('c')
    happens(hub)
    const read = async () => ending()
    const deadlineAt = Date.now() + deadlineMs
    await answer({
      reply,
      listener,
      messageId,
      position: 3,
      deadlineAt,
      readEnding: read,
      noteTimeout: read,
      silenceMs: 30,
    })
  })
  stops.push(() => server.close())
  const response = await fetch(await server.listen({ host: '127.0.0.1', port: 0 }), { method: 'POST' })
  const text = await response.text()
  return { status: response.status, text, events: [...text.matchAll(/^event: (.*)$/gm)].map(match => match[1]) }
}

const delta = { type: 'delta', messageId, attempt: 'a', index: 0, text: 'Hel' } as const
const answered: Ending = { kind: 'answered', replyId, text: 'Hello', usage: null, position: 4 }

test('silence after the first delta ends the stream as late', async () => {
  const { status, events } = await request(
    () => ({ kind: 'waiting' }),
    5_000,
    hub => hub.dispatch('c', delta),
  )
  expect([status, events]).toEqual([200, ['accepted', 'delta', 'late']])
})

test('silence because events were lost ends with the rest from the stored row', async () => {
  const { text, events } = await request(
    () => answered,
    5_000,
    hub => hub.dispatch('c', delta),
  )
  expect(events).toEqual(['accepted', 'delta', 'delta', 'done'])
  expect(text).toContain('"text":"lo"')
  expect(text).toContain('id: 4\nevent: done')
})

test('no token in time is a 504 that names the question, unless the stored row has its end', async () => {
  const late = await request(
    () => ({ kind: 'waiting' }),
    20,
    () => {},
  )
  expect([late.status, JSON.parse(late.text).messageId]).toEqual([504, messageId])
  const stored = await request(
    () => answered,
    20,
    () => {},
  )
  expect([stored.status, stored.events]).toEqual([200, ['accepted', 'delta', 'done']])
})

test('a restart drops the text so far; a failure and a deletion end the stream', async () => {
  const restarted = await request(
    () => answered,
    5_000,
    hub => {
      hub.dispatch('c', delta)
      hub.dispatch('c', { type: 'restart', messageId, attempt: 'b' })
      hub.dispatch('c', { type: 'failed', messageId, reason: 'No.', retryable: true, position: 4 })
    },
  )
  expect(restarted.events).toEqual(['accepted', 'delta', 'restart', 'failed'])
  const deleted = await request(
    () => ({ kind: 'deleted' }),
    5_000,
    hub => hub.dispatch('c', { type: 'deleted' }),
  )
  expect(deleted.events).toEqual(['accepted', 'deleted'])
})
