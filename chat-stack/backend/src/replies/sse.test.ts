import { expect, test } from 'vitest'
import { formatEvent, parseLastEventId } from './sse.ts'

test('an event is one block whose data cannot break out of its line', () => {
  const messageId = '7b0e6a52-7a3f-4f6e-9f5f-0a7f6a1d2c3b'
  const text = 'one\ntwo\r\nevent: done\n\n'
  const block = formatEvent('7.1', { event: 'delta', data: { messageId, index: 0, text } })
  expect(block.split('\n')).toEqual(['id: 7.1', 'event: delta', expect.stringMatching(/^data: \{.*\}$/), '', ''])
})

test.each([
  ['12', 12],
  ['12.7', 12],
  ['', undefined],
  ['x', undefined],
  ['-1', undefined],
  ['99999999999999999999', undefined],
  [undefined, undefined],
  [['1', '2'], undefined],
])('Last-Event-ID %j leads back to %s', (header, position) => {
  expect(parseLastEventId(header)).toBe(position)
})
