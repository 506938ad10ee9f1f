import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DeltaBatcher } from './delta-batcher.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('the first token goes at once, the others at most four times a second, the rest at the end', () => {
  const sent: [number, number, string][] = []
  const batcher = new DeltaBatcher((index, text) => sent.push([performance.now(), index, text]))
  const start = performance.now()
  for (let token = 0; token < 50; token += 1) {
    batcher.add(`${token} `)
    vi.advanceTimersByTime(20)
  }
  batcher.flush()
  const times = sent.map(([at]) => at - start)
  expect(times).toEqual([0, 250, 500, 750, 1_000])
  expect(sent.map(([, index]) => index)).toEqual([0, 1, 2, 3, 4])
  expect(sent.map(([, , text]) => text).join('')).toBe(Array.from({ length: 50 }, (_, token) => `${token} `).join(''))
  expect(batcher.count).toBe(5)
})

test('stopped, it sends nothing by itself', () => {
  const sent: string[] = []
  const batcher = new DeltaBatcher((_index, text) => sent.push(text))
  batcher.add('a')
  batcher.add('b')
  batcher.stop()
  vi.advanceTimersByTime(10_000)
  expect(sent).toEqual(['a'])
})
