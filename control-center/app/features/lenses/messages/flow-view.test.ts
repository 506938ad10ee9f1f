import { describe, expect, it } from 'vitest'
import type { FlowFigures } from '../../../platform/lenses/messages/types.ts'
import { figuresNow, hopsOf, queueVerdict } from './flow-state.ts'
import { edges, queueMarks } from './geometry.ts'
import { injectedRun } from './use-injected-at.ts'

const calm: FlowFigures = {
  publishedPerSecond: 1,
  deliveredPerSecond: 1,
  repliesOutPerSecond: 4,
  repliesInPerSecond: 4,
  publish: 0.001,
  waitInRequests: 0.012,
  answer: 1.4,
  waitInReplies: 0.003,
  wholeReply: 1.5,
  oldestWaiting: 0.5,
  requestsReady: 0,
  requestsUnacked: 2,
  workers: 1,
  repliesReady: 0,
  dead: 0,
}
const backed: FlowFigures = { ...calm, deliveredPerSecond: 0.3, requestsReady: 40, oldestWaiting: 82, answer: 4 }

describe('hops', () => {
  it('are plain while they take what they usually take', () => {
    expect(hopsOf(calm, calm).every(hop => hop.tone === 'plain' && hop.ratio === 1)).toBe(true)
  })
  it('count what still waits, and say how many times the usual that is', () => {
    const [, requests, answer] = hopsOf(backed, calm)
    expect(requests).toMatchObject({ now: 82, tone: 'bad', ratio: expect.closeTo(6833, 0) })
    expect(answer).toMatchObject({ tone: 'warn' })
  })
  it('have no ratio without something usual', () => {
    expect(hopsOf(calm, { ...calm, answer: null })[2]).toMatchObject({ ratio: null, tone: 'plain' })
  })
})

describe('the queue', () => {
  it.each([
    ['In is out', calm],
    ['More comes in than goes out', backed],
    ['Nobody takes them: no consumer', { ...backed, workers: 0 }],
    ['It drains', { ...backed, deliveredPerSecond: 5 }],
    ['Many wait', { ...calm, requestsReady: 20 }],
  ])('%s', (words, figures) => expect(queueVerdict(figures).words).toBe(words))
})

describe('figures of now', () => {
  const point = (second: number, published: number | null) => ({
    at: new Date(second * 1000).toISOString(),
    ready: 3,
    publishedPerSecond: published,
    deliveredPerSecond: published,
  })
  const queue = {
    ready: 3,
    unacked: 1,
    consumers: 1,
    history: [10, 60, 65, 70, 75].map(at => point(at, at === 10 ? 99 : 2)),
  }
  it('are the broker’s own, over half a minute', () => {
    expect(figuresNow({ now: calm }, queue, 4)).toMatchObject({
      publishedPerSecond: 2,
      requestsReady: 3,
      oldestWaiting: 4,
    })
  })
  it('are Datadog’s where the broker does not answer', () => {
    const away = { ready: null, unacked: null, consumers: null, history: [] }
    expect(figuresNow({ now: calm }, away, null)).toEqual(calm)
  })
})

describe('the drawing', () => {
  it('has lines as thick as what passes', () => {
    const [published, delivered] = edges(backed)
    expect(published?.stroke).toBeGreaterThan(delivered?.stroke ?? 0)
    expect(edges({ ...calm, deliveredPerSecond: null })[1]?.stroke).toBe(1.5)
  })
  it.each([
    [0, 0, 1],
    [40, 40, 1],
    [402, 41, 10],
    [90_000, 42, 2143],
  ])('shows %i waiting messages as %i marks of %i', (waiting, marks, each) => {
    expect(queueMarks(waiting)).toEqual({ marks, each })
  })
})

it('what was usual is what was before the run that began first', () => {
  const run = (title: string, state: 'active' | 'recovering' | 'healed', activeAt: string | null) => ({
    title,
    state,
    activeAt,
  })
  expect(injectedRun([run('b', 'active', '2026-01-02'), run('a', 'recovering', '2026-01-01')])).toMatchObject({
    title: 'a',
    over: true,
  })
  expect(injectedRun([run('c', 'healed', '2026-01-01'), run('d', 'active', null)])).toBeNull()
})
