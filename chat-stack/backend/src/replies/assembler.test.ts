import type { ReplyEvent } from '@chat-demo/common/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assemble, empty, type ReplyChange, remainder } from './assembler.ts'

const messageId = '7b0e6a52-7a3f-4f6e-9f5f-0a7f6a1d2c3b'
const replyId = '0b0e6a52-7a3f-4f6e-9f5f-0a7f6a1d2c3b'
const delta = (index: number, text: string, attempt = 'a') =>
  ({ type: 'delta', messageId, attempt, index, text }) as const
const restart = (attempt: string) => ({ type: 'restart', messageId, attempt }) as const
const done = (deltas: number, attempt = 'a') =>
  ({ type: 'done', messageId, attempt, deltas, replyId, usage: null, position: 9 }) as const

function play(...events: Exclude<ReplyEvent, { type: 'accepted' } | { type: 'deleted' }>[]): string[] {
  let state = empty
  const changes: ReplyChange[] = []
  for (const event of events) {
    const [next, out] = assemble(state, event)
    state = next
    changes.push(...out)
  }
  return changes.map(change => {
    if (change.kind === 'delta') return change.text
    return change.kind === 'done' ? `done:${change.whole ? 'whole' : 'partial'}` : change.kind
  })
}

test('passes deltas on in order', () => {
  expect(play(delta(0, 'Hel'), delta(1, 'lo'), done(2))).toEqual(['Hel', 'lo', 'done:whole'])
})

test('drops repeated deltas, and everything behind a lost one', () => {
  expect(play(delta(0, 'a'), delta(0, 'a'), delta(2, 'c'), delta(3, 'd'), done(4))).toEqual(['a', 'done:partial'])
})

test('a lost last delta shows at the end', () => {
  expect(play(delta(0, 'a'), done(2))).toEqual(['a', 'done:partial'])
})

test('a new attempt drops the text so far, even when its restart was lost', () => {
  expect(play(delta(0, 'a'), restart('b'), delta(0, 'x', 'b'), done(1, 'b'))).toEqual([
    'a',
    'restart',
    'x',
    'done:whole',
  ])
  expect(play(delta(0, 'a'), delta(0, 'x', 'b'), done(1, 'b'))).toEqual(['a', 'restart', 'x', 'done:whole'])
})

test('an abandoned attempt that still sends is not heard', () => {
  expect(play(delta(0, 'a'), restart('b'), delta(1, 'lost'), delta(0, 'x', 'b'), done(1, 'b'))).toEqual([
    'a',
    'restart',
    'x',
    'done:whole',
  ])
})

test('joining in the middle shows nothing but that a reply is under way', () => {
  expect(play(delta(3, 'd'), delta(4, 'e'), done(5))).toEqual(['begun', 'done:partial'])
})

test('whatever is lost, what was shown is the beginning of the reply, and whole means all of it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.boolean()), { maxLength: 20 }), parts => {
      const text = parts.map(([part]) => part).join('')
      const events = parts.flatMap(([part, arrives], index) => (arrives ? [delta(index, part)] : []))
      let state = empty
      let shown = ''
      for (const event of events) {
        const [next, changes] = assemble(state, event)
        state = next
        for (const change of changes) if (change.kind === 'delta') shown += change.text
      }
      const [, [end]] = assemble(state, done(parts.length))
      expect(remainder(shown, text)).toBeDefined()
      if (end?.kind === 'done' && end.whole) expect(shown).toBe(text)
    }),
  )
})

test('what a reader lacks', () => {
  expect(remainder('Hel', 'Hello')).toBe('lo')
  expect(remainder('Help', 'Hello')).toBeUndefined()
})
