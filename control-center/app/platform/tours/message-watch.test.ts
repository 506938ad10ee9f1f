import { expect, it } from 'vitest'
import type { SentMessage } from '../../features/tour/progress-schema.ts'
import { heardOf } from './message-watch.ts'

const SENT: SentMessage = {
  conversationId: 'c',
  traceId: 'a',
  content: 'Hello',
  sentAt: '2026-11-23T14:00:00.000Z',
  state: 'sent',
  problem: null,
  endedAt: null,
}
const NOW = '2026-11-23T14:00:20.000Z'
const LATE = { status: 504, detail: 'No answer came in time' }

it('goes from sent over stored to its end', () => {
  expect(heardOf(SENT, null, null, NOW)).toBe(SENT)
  expect(heardOf(SENT, 'waiting', null, NOW)).toEqual({ ...SENT, state: 'accepted' })
  expect(heardOf(SENT, 'answered', null, NOW)).toMatchObject({ state: 'answered', endedAt: NOW })
  expect(heardOf(SENT, 'failed', null, NOW)).toMatchObject({ state: 'failed', endedAt: NOW })
})

it('goes on waiting for what is stored, and says that it is late', () => {
  const late = heardOf(SENT, 'waiting', LATE, NOW)
  expect(late).toMatchObject({ state: 'accepted', problem: '504: No answer came in time', endedAt: null })
  expect(heardOf(late, 'waiting', LATE, NOW)).toBe(late)
  expect(heardOf(late, 'answered', LATE, NOW)).toMatchObject({ state: 'answered', endedAt: NOW })
})

it('has ended where the chat did not take it', () => {
  expect(heardOf(SENT, null, { status: 409, detail: 'Another one waits' }, NOW)).toMatchObject({
    state: 'failed',
    problem: '409: Another one waits',
    endedAt: NOW,
  })
})
