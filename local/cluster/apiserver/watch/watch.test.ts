import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Exchange } from '../http/exchange.ts'
import type { Store } from '../registry/store.ts'
import { watch } from './watch.ts'
import type { Selection } from './watcher.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A client's connection that refuses what is written after its end, as Node's does, and need not close. */
class Connection extends EventEmitter {
  written: string[] = []
  ended = false
  closed = false
  destroyed = false
  writableLength = 0
  flushHeaders() {}
  write(text: string) {
    if (this.ended) throw new Error('write after end')
    this.written.push(text)
  }
  end() {
    this.ended = true
  }
}

function watching(query: string, connection: Connection) {
  const unsubscribe = vi.fn()
  const store = { since: () => [], hub: { published: 7, subscribe: () => unsubscribe } } as unknown as Store
  const exchange = {
    query: new URLSearchParams(query),
    response: connection,
    writeHead: () => undefined,
  } as unknown as Exchange
  const definition = { kind: 'Pod', group: '', version: 'v1', storage: 'pods' }
  const stop = new AbortController()
  watch(exchange, store, { definition } as unknown as Selection, object => object, stop.signal)
  return { unsubscribe, stop }
}

test('a watch that has timed out writes nothing more, although its client does not close', () => {
  const connection = new Connection()
  const { unsubscribe } = watching('resourceVersion=7&allowWatchBookmarks=true&timeoutSeconds=10', connection)
  vi.advanceTimersByTime(10_000)
  expect(connection.ended).toBe(true)
  expect(connection.written).toHaveLength(1)
  expect(unsubscribe).toHaveBeenCalledOnce()
  expect(() => vi.advanceTimersByTime(600_000)).not.toThrow()
})

test('a client that left before the watch began holds nothing', () => {
  const connection = new Connection()
  connection.closed = true
  const { unsubscribe } = watching('resourceVersion=7&allowWatchBookmarks=true', connection)
  expect(unsubscribe).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})
