import { expect, it } from 'vitest'
import { Figures } from '../../intake/figures.ts'
import { recordingStore } from '../testing/recording-store.ts'
import { CheckSender } from './sender.ts'

it('tells gauges as they are, counters by what they grew, rates per second', () => {
  const { store, rows } = recordingStore()
  const figures = new Figures()
  let now = 1_000_000
  const sender = new CheckSender({ store, figures, host: 'node', tags: ['env:Demo'], now: () => now })
  const run = (value: number) => {
    sender.send([
      { kind: 'gauge', metric: 'g', value, tags: ['b:1', 'a:1'] },
      { kind: 'monotonic_count', metric: 'c', value, tags: [] },
      { kind: 'rate', metric: 'r', value, tags: [] },
    ])
    now += 15_000
    return rows.points?.splice(0)
  }
  expect(run(10)).toEqual([
    { time: 1_000_000, metric: 'g', type: 'gauge', tags: ['a:1', 'b:1', 'env:demo', 'host:node'], value: 10 },
  ])
  expect(run(40)?.slice(1)).toEqual([
    { time: 1_015_000, metric: 'c', type: 'count', tags: ['env:demo', 'host:node'], value: 30, interval: 15 },
    { time: 1_015_000, metric: 'r', type: 'gauge', tags: ['env:demo', 'host:node'], value: 2 },
  ])
  expect(run(5), 'a restarted counter').toHaveLength(1)
  expect(run(8)?.[1]).toMatchObject({ metric: 'c', value: 3 })
  expect(figures.snapshot().kinds.points).toMatchObject({ accepted: 8 })
})

it('counts what finds no room', () => {
  const { store } = recordingStore({ full: true })
  const figures = new Figures()
  const sender = new CheckSender({ store, figures, host: 'node', tags: [] })
  sender.send([{ kind: 'gauge', metric: 'g', value: 1, tags: [] }])
  expect(figures.snapshot().kinds.points?.dropped).toEqual({ 'the store is full': 1 })
})
