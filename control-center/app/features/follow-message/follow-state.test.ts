import { expect, it } from 'vitest'
import type { FollowEvent } from '../../platform/lenses/follow-events.ts'
import { heard, NOTHING, passedOf, placesOf, wayOf } from './follow-state.ts'

const EVENTS: FollowEvent[] = [
  { event: 'sent', at: '2026-11-23T14:00:00.000Z', conversationId: 'c', traceId: 'a', content: 'Hello' },
  { event: 'accepted', after: 38, messageId: 'm' },
  { event: 'delta', after: 480, text: 'Wel' },
  { event: 'delta', after: 500, text: 'come' },
  { event: 'done', after: 900 },
]
const upTo = (count: number) => EVENTS.slice(0, count).reduce(heard, NOTHING)

it('tells where the message is by what the chat says', () => {
  expect([0, 1, 2, 3, 5].map(count => placesOf(upTo(count))[0] ?? null)).toEqual([
    null,
    'frontend',
    'requests',
    'model',
    null,
  ])
  expect([1, 2, 3].map(count => passedOf(upTo(count)).length)).toEqual([0, 2, 4])
  expect(upTo(5)).toMatchObject({ reply: 'Welcome', firstText: 480, done: 900, messageId: 'm' })
})

it('has the times that the chat told until the trace is there', () => {
  const way = wayOf(upTo(5))
  expect(way).toMatchObject({ total: 900, firstToken: 480 })
  expect(way.stops.flatMap(stop => (stop.at === null ? [] : [[stop.id, stop.at]]))).toEqual([
    ['sender', 0],
    ['backend', 38],
    ['sender-back', 900],
  ])
})

it('is nowhere once it was refused, and begins anew with the next one', () => {
  const refused = heard(upTo(2), { event: 'refused', after: 15_010, status: 504, detail: 'late' })
  expect(placesOf(refused)).toEqual([])
  expect(heard(refused, EVENTS[0] as FollowEvent)).toMatchObject({ refused: null, accepted: null })
})
