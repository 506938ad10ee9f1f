import { z } from 'zod'
import { BadPayload } from '../bad-payload.ts'

/** One edge into a checkpoint, over ten seconds. The three are DDSketches: seconds, seconds, bytes. */
export interface StatsPoint {
  /** Decimal. */
  hash: string
  /** Decimal, `0` at the origin. */
  parentHash: string
  edgeTags: readonly string[]
  edgeLatency: Uint8Array | undefined
  pathwayLatency: Uint8Array | undefined
  payloadSize: Uint8Array | undefined
}

/** What a service says of the messages that it sent and took. */
export interface PipelineStats {
  env: string
  service: string
  version: string
  tags: readonly string[]
  /** Unix milliseconds. */
  buckets: readonly { time: number; points: readonly StatsPoint[] }[]
}

const hash = z
  .union([z.bigint(), z.number()])
  .transform(value => BigInt.asUintN(64, typeof value === 'bigint' ? value : BigInt(Math.trunc(value))).toString())
const sketch = z.instanceof(Uint8Array).nullish()
const schema = z.object({
  Env: z.string().default(''),
  Service: z.string(),
  Version: z.string().nullish(),
  Tags: z.array(z.string()).nullish(),
  Stats: z.array(
    z.object({
      Start: z.union([z.bigint(), z.number()]),
      Stats: z
        .array(
          z.object({
            Hash: hash,
            ParentHash: hash,
            EdgeTags: z.array(z.string()),
            EdgeLatency: sketch,
            PathwayLatency: sketch,
            PayloadSize: sketch,
          }),
        )
        .nullish(),
    }),
  ),
})

/** @throws BadPayload for anything but pipeline stats */
export function readPipelineStats(payload: unknown): PipelineStats {
  const parsed = schema.safeParse(payload)
  if (!parsed.success) throw new BadPayload(`not pipeline stats: ${z.prettifyError(parsed.error)}`)
  const { Env, Service, Version, Tags, Stats } = parsed.data
  return {
    env: Env,
    service: Service,
    version: Version ?? '',
    tags: Tags ?? [],
    buckets: Stats.map(bucket => ({
      time: Number(bucket.Start) / 1e6,
      points: (bucket.Stats ?? []).map(point => ({
        hash: point.Hash,
        parentHash: point.ParentHash,
        edgeTags: point.EdgeTags,
        edgeLatency: point.EdgeLatency ?? undefined,
        pathwayLatency: point.PathwayLatency ?? undefined,
        payloadSize: point.PayloadSize ?? undefined,
      })),
    })),
  }
}
