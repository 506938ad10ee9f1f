import { expect, it } from 'vitest'
import type { FollowEvent } from './follow-events.ts'
import { Followings } from './followings.ts'

const SENT: FollowEvent = {
  event: 'sent',
  at: '2026-11-23T14:00:00.000Z',
  conversationId: 'c',
  traceId: 'a',
  content: 'Hello',
}
const ACCEPTED: FollowEvent = { event: 'accepted', after: 30, messageId: 'm' }
const DONE: FollowEvent = { event: 'done', after: 900 }

async function all(events: AsyncGenerator<FollowEvent> | null): Promise<FollowEvent[]> {
  const told: FollowEvent[] = []
  for await (const event of events ?? []) told.push(event)
  return told
}

it('tells everybody the same from the beginning, whenever they come', async () => {
  let go = () => {}
  const gate = new Promise<void>(resolve => {
    go = resolve
  })
  const followings = new Followings(async function* () {
    yield SENT
    yield ACCEPTED
    await gate
    yield DONE
  })
  expect(await followings.begin('Hello')).toEqual(SENT)
  const early = all(followings.events('a', new AbortController().signal))
  go()
  expect(await early).toEqual([SENT, ACCEPTED, DONE])
  expect(await all(followings.events('a', new AbortController().signal))).toEqual([SENT, ACCEPTED, DONE])
  expect(followings.refusalOf('a')).toBeNull()
})

it('says what the chat said against it, also when the connection broke', async () => {
  const followings = new Followings(async function* () {
    yield SENT
    throw new Error('the chat did not answer')
  })
  await followings.begin('Hello')
  await all(followings.events('a', new AbortController().signal))
  expect(followings.refusalOf('a')).toMatchObject({ status: null, detail: 'the chat did not answer' })
})

it('lets go of who has gone, and knows nothing of others', async () => {
  const followings = new Followings(async function* () {
    yield SENT
    await new Promise(() => {})
  })
  await followings.begin('Hello')
  const gone = new AbortController()
  const told = all(followings.events('a', gone.signal))
  gone.abort()
  expect(await told).toEqual([SENT])
  expect(followings.events('b', gone.signal)).toBeNull()
})
