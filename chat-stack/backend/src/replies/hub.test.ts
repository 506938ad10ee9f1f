import { expect, test } from 'vitest'
import { ReplyHub } from './hub.ts'

const messageId = '7b0e6a52-7a3f-4f6e-9f5f-0a7f6a1d2c3b'

function hubWithLog() {
  const log: string[] = []
  const hub = new ReplyHub({
    bind: async id => {
      log.push(`bind ${id}`)
    },
    unbind: id => log.push(`unbind ${id}`),
  })
  return { hub, log }
}

test('subscribes with the first listener of a conversation and unsubscribes with the last', () => {
  const { hub, log } = hubWithLog()
  const first = hub.listen('c')
  const second = hub.listen('c')
  first.close()
  expect(log).toEqual(['bind c'])
  second.close()
  second.close()
  expect(log).toEqual(['bind c', 'unbind c'])
  expect(hub.conversations).toEqual([])
})

test('a second listener begins with the text so far', async () => {
  const { hub } = hubWithLog()
  const first = hub.listen('c')
  hub.dispatch('c', { type: 'delta', messageId, attempt: 'a', index: 0, text: 'Hel' })
  const second = hub.listen('c')
  hub.dispatch('c', { type: 'delta', messageId, attempt: 'a', index: 1, text: 'lo' })
  hub.dispatch('other', { type: 'delta', messageId, attempt: 'a', index: 0, text: 'elsewhere' })
  for (const listener of [first, second]) {
    expect(await listener.next(0)).toEqual({ kind: 'reply', messageId, change: { kind: 'delta', text: 'Hel' } })
    expect(await listener.next(0)).toEqual({ kind: 'reply', messageId, change: { kind: 'delta', text: 'lo' } })
    expect(await listener.next(0)).toBe('timeout')
  }
})

test('a waiting reader is woken by a notice and by closing', async () => {
  const { hub } = hubWithLog()
  const listener = hub.listen('c')
  const waiting = listener.next(60_000)
  hub.check()
  expect(await waiting).toEqual({ kind: 'check' })
  const ending = listener.next(60_000)
  listener.close(true)
  expect(await ending).toEqual({ kind: 'closed', draining: true })
  expect(await listener.next(0)).toEqual({ kind: 'closed', draining: true })
})

test('a listener that nobody reads is closed rather than growing', async () => {
  const { hub, log } = hubWithLog()
  hub.listen('c')
  for (let index = 0; index < 2_001; index += 1) hub.check()
  expect(log).toEqual(['bind c', 'unbind c'])
})
