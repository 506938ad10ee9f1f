import { expect, test } from 'vitest'
import { kinds } from './kinds.ts'
import { keyOf, stamp } from './owner.ts'

test.each(kinds)('a %s says its key, and only to its own installation', kind => {
  const stamped = stamp(kind, 'chat-requests', 'chat-demo-a', { name: 'Name', description: 'Text', tags: ['team:x'] })
  expect(keyOf(kind, 'chat-demo-a', stamped)).toBe('chat-requests')
  expect(keyOf(kind, 'chat-demo', stamped)).toBeUndefined()
})

test.each(kinds)('a %s of somebody else has no key', kind => {
  expect(
    keyOf(kind, 'chat-demo', { name: 'Chat demo', description: 'demo_key:x', tags: ['demo_key:x'] }),
  ).toBeUndefined()
})
