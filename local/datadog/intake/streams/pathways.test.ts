import { DDSketch } from '@datadog/sketches-js'
import { describe, expect, it } from 'vitest'
import { tagValue } from '../tags.ts'
import { Pathways } from './pathways.ts'

function sketch(...values: number[]): Uint8Array {
  const all = new DDSketch()
  for (const value of values) all.accept(value)
  return all.toProto()
}

function stats(service: string, hash: bigint, parentHash: bigint, edgeTags: string[], seconds: number[]) {
  return {
    Env: 'dev',
    Service: service,
    Version: '1',
    Stats: [
      {
        Start: 1_700_000_000_000_000_000n,
        Duration: 10_000_000_000n,
        Stats: [
          {
            Hash: hash,
            ParentHash: parentHash,
            EdgeTags: edgeTags,
            EdgeLatency: sketch(...seconds),
            PathwayLatency: sketch(...seconds),
            PayloadSize: sketch(100),
          },
        ],
      },
    ],
  }
}
const out = ['direction:out', 'exchange:chat', 'type:rabbitmq']
const into = ['direction:in', 'topic:chat.requests', 'type:rabbitmq']

describe('Pathways', () => {
  it('links the two ends of an edge by hash, though an exchange is on one and a queue on the other', () => {
    const pathways = new Pathways()
    const produced = pathways.take(stats('backend', 11n, 0n, out, [0]))
    const consumed = pathways.take(stats('worker', 2n ** 63n + 5n, 11n, into, [0.25, 0.5]))
    const answered = pathways.take(stats('worker', 13n, 2n ** 63n + 5n, ['direction:out', 'topic:replies'], [1]))
    const edges = (rows: typeof produced) =>
      rows
        .filter(row => row.metric === 'data_streams.latency')
        .map(({ tags }) => ['pathway_type', 'start', 'end', 'pathway'].map(key => tagValue(tags, key)))
    expect(edges(produced)).toEqual([
      ['full', 'backend', 'backend', 'backend'],
      ['partial_edge', 'backend', 'chat', 'backend'],
    ])
    expect(edges(consumed)).toEqual([
      ['full', 'backend', 'worker', 'backend-worker'],
      ['edge', 'backend', 'worker', 'backend-worker'],
    ])
    expect(edges(answered)[1]).toEqual(['internal', 'worker', 'worker', 'backend-worker'])
    const edge = consumed.find(row => tagValue(row.tags, 'pathway_type') === 'edge')
    expect(edge?.time).toBe(1_700_000_000_000)
    expect(edge?.values).toEqual([expect.closeTo(0.25, 2), expect.closeTo(0.5, 1)])
    expect(tagValue(edge?.tags ?? [], 'hash')).toBe((2n ** 63n + 5n).toString())
    const size = consumed.find(row => row.metric === 'data_streams.payload_size')
    expect(size?.values).toEqual([expect.closeTo(100, -1)])
  })

  it('names a queue where the producer is not known, and ends in a circle', () => {
    const pathways = new Pathways()
    const rows = pathways.take(stats('worker', 7n, 99n, into, [1]))
    expect(tagValue(rows[1]?.tags ?? [], 'start')).toBe('chat.requests')
    expect(() => pathways.take(stats('worker', 7n, 7n, into, [1]))).not.toThrow()
  })

  it('says what was wrong', () => {
    expect(() => new Pathways().take({ Service: 1 })).toThrow('not pipeline stats')
    const broken = stats('worker', 7n, 0n, into, [])
    const [bucket] = broken.Stats
    const [point] = bucket?.Stats ?? []
    expect(() =>
      new Pathways().take({
        ...broken,
        Stats: [{ ...bucket, Stats: [{ ...point, EdgeLatency: new Uint8Array([255]) }] }],
      }),
    ).toThrow('not a DDSketch')
  })
})
