import { describe, expect, it } from 'vitest'
import { Aggregator, timedRows } from './aggregate.ts'
import { parseLine, type Sample } from './parse.ts'

const NOW = 1_700_000_000_000

function sample(line: string): Sample {
  const message = parseLine(line)
  if (message.kind !== 'metric') throw new Error(`${line} is no metric`)
  return message
}

function aggregate(...lines: string[]) {
  const aggregator = new Aggregator()
  for (const line of lines) aggregator.add(sample(line), sample(line).tags, NOW)
  return aggregator.flush(NOW + 10_000)
}

describe('Aggregator', () => {
  it('makes counts a rate over ten seconds, corrected by their sample rate', () => {
    expect(aggregate('hits:3|c', 'hits:1:1|c|@0.5').points).toEqual([
      { time: NOW, metric: 'hits', type: 'rate', tags: [], value: 0.7, interval: 10 },
    ])
  })

  it('keeps the last of a gauge, and the number of different members of a set', () => {
    const { points } = aggregate('depth:3|g', 'depth:4|g', 'users:a|s', 'users:b|s', 'users:a|s')
    expect(points.map(({ metric, type, value }) => [metric, type, value])).toEqual([
      ['depth', 'gauge', 4],
      ['users', 'gauge', 2],
    ])
  })

  it('expands histograms and timers', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `wait:${i + 1}|ms`)
    const { points } = aggregate(...lines)
    expect(Object.fromEntries(points.map(point => [point.metric, point.value]))).toEqual({
      'wait.avg': 50.5,
      'wait.median': 50,
      'wait.95percentile': 95,
      'wait.max': 100,
      'wait.count': 10,
    })
  })

  it('keeps every value of a distribution, as often as its sample rate says', () => {
    expect(aggregate('size:1:2|d', 'size:5|d|@0.25').distributions).toEqual([
      { time: NOW, metric: 'size', tags: [], values: [1, 2, 5, 5, 5, 5] },
    ])
  })

  it('keeps series with other tags apart', () => {
    expect(aggregate('hits:1|c|#a:1', 'hits:1|c|#a:2').points).toHaveLength(2)
  })

  it('holds the bucket that has not ended', () => {
    const aggregator = new Aggregator()
    aggregator.add(sample('hits:1|c'), [], NOW)
    expect(aggregator.flush(NOW + 9_999).points).toEqual([])
    expect(aggregator.flush(NOW + 10_000).points).toHaveLength(1)
    expect(aggregator.flush(NOW + 10_001).points).toEqual([])
  })

  it('reports zero for a counter that fell silent, for five minutes', () => {
    const aggregator = new Aggregator()
    aggregator.add(sample('hits:1|c'), [], NOW)
    const values: number[] = []
    for (let at = NOW + 10_000; at <= NOW + 600_000; at += 10_000) {
      values.push(...aggregator.flush(at).points.map(point => point.value))
    }
    expect(values[0]).toBe(0.1)
    expect(new Set(values.slice(1))).toEqual(new Set([0]))
    expect(values).toHaveLength(31)
  })
})

describe('timedRows', () => {
  it('does not aggregate what brings its own time', () => {
    expect(timedRows(sample('hits:20|c|T1700000001'), ['a:1'], 1_700_000_001)).toEqual([
      { time: 1_700_000_001_000, metric: 'hits', type: 'rate', tags: ['a:1'], value: 2, interval: 10 },
    ])
    expect(timedRows(sample('depth:4:5|g|T1700000001'), [], 1_700_000_001).map(row => row.value)).toEqual([4, 5])
    expect(timedRows(sample('wait:4|h|T1700000001'), [], 1_700_000_001)).toEqual([])
  })
})
