import type { DistributionRow } from '../../store/rows.ts'
import type { Store } from '../../store/store.ts'
import { sketchValues } from '../sketch.ts'
import { tagSet, tagsOf, tagValue } from '../tags.ts'
import { type PipelineStats, readPipelineStats, type StatsPoint } from './pipeline-stats.ts'

/** A checkpoint that messages pass. */
interface Node {
  service: string
  direction: string
  parentHash: string
  /** Name of the queue, topic or exchange. */
  queue: string
}

/**
 * Turns pipeline stats into `data_streams.latency` and `data_streams.payload_size`. Checkpoints know each other by
 * hash only: the two ends of an edge may name it differently (an exchange here, a queue there).
 */
export class Pathways {
  readonly #nodes = new Map<string, Node>()

  /** Learns the checkpoints of before a restart from the tags of their series. */
  restore(store: Store): void {
    for (const { tags } of store.series('data_streams.latency')) {
      const hash = tagValue(tags, 'hash')
      if (hash) this.#nodes.set(hash, nodeOf(tags, tagValue(tags, 'service'), tagValue(tags, 'parent_hash')))
    }
  }

  /** @throws BadPayload */
  take(payload: unknown): DistributionRow[] {
    const stats = readPipelineStats(payload)
    for (const { point } of allPoints(stats)) {
      this.#nodes.set(point.hash, nodeOf(point.edgeTags, stats.service, point.parentHash))
    }
    return allPoints(stats).flatMap(({ time, point }) => this.#rows(stats, time, point))
  }

  #rows(stats: PipelineStats, time: number, point: StatsPoint): DistributionRow[] {
    const parent = this.#nodes.get(point.parentHash)
    const pathway = this.#pathway(point.hash)
    const origin = pathway[0] ?? stats.service
    const upstream = parent ? { upstream_service: parent.service } : {}
    const tags = (pathwayType: string, start: string, end: string) =>
      tagSet(
        point.edgeTags,
        stats.tags,
        tagsOf({
          env: stats.env,
          service: stats.service,
          hash: point.hash,
          parent_hash: point.parentHash,
          pathway_type: pathwayType,
          start,
          end,
          pathway: pathway.join('-'),
          ...upstream,
        }),
      )
    const latency = (pathwayType: string, start: string, end: string, sketch: unknown): DistributionRow => ({
      time,
      metric: 'data_streams.latency',
      tags: tags(pathwayType, start, end),
      values: sketchValues(sketch),
    })
    const edge = this.#edge(stats.service, point, parent)
    const rows = [
      latency('full', origin, stats.service, point.pathwayLatency),
      latency(edge.type, edge.start, edge.end, point.edgeLatency),
      {
        time,
        metric: 'data_streams.payload_size',
        tags: tags(edge.type, edge.start, edge.end),
        values: sketchValues(point.payloadSize),
      },
    ]
    return rows.filter(row => row.values.length > 0)
  }

  /** What the time since the checkpoint before measures. */
  #edge(service: string, point: StatsPoint, parent: Node | undefined): { type: string; start: string; end: string } {
    const queue = queueName(point.edgeTags)
    if (tagValue(point.edgeTags, 'direction') === 'out') {
      return parent && parent.service === service
        ? { type: 'internal', start: service, end: service }
        : { type: 'partial_edge', start: service, end: queue }
    }
    return parent
      ? { type: 'edge', start: parent.service, end: service }
      : { type: 'partial_edge', start: queue, end: service }
  }

  /** Names of services from the origin to a checkpoint, a service that passes on to itself once. */
  #pathway(hash: string): string[] {
    const services: string[] = []
    const seen = new Set<string>()
    for (let at: string | undefined = hash; at !== undefined && !seen.has(at); ) {
      seen.add(at)
      const node: Node | undefined = this.#nodes.get(at)
      if (node && services[0] !== node.service) services.unshift(node.service)
      at = node?.parentHash
    }
    return services
  }
}

function nodeOf(edgeTags: readonly string[], service: string, parentHash: string): Node {
  return { service, parentHash, direction: tagValue(edgeTags, 'direction'), queue: queueName(edgeTags) }
}

function queueName(tags: readonly string[]): string {
  return tagValue(tags, 'topic') || tagValue(tags, 'exchange')
}

function allPoints(stats: PipelineStats): { time: number; point: StatsPoint }[] {
  return stats.buckets.flatMap(({ time, points }) => points.map(point => ({ time, point })))
}
