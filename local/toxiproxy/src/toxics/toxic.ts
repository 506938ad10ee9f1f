import { z } from 'zod'
import { Bandwidth, Latency, Slicer } from './delays.ts'
import { LimitData, ResetPeer, SlowClose, Timeout } from './ends.ts'
import type { Connection, Sink, Stage } from './stage.ts'

const amount = z.int().min(0).default(0)

/** The attributes of each type, as Toxiproxy names them: times in ms unless said otherwise. */
const attributeSchemas = {
  latency: z.object({ latency: amount, jitter: amount }),
  /** KB a second. */
  bandwidth: z.object({ rate: amount }),
  slow_close: z.object({ delay: amount }),
  timeout: z.object({ timeout: amount }),
  reset_peer: z.object({ timeout: amount }),
  /** `delay` in microseconds. */
  slicer: z.object({ average_size: amount, size_variation: amount, delay: amount }),
  limit_data: z.object({ bytes: amount }),
}
export type ToxicType = keyof typeof attributeSchemas
export const isToxicType = (type: string): type is ToxicType => type in attributeSchemas

export interface Toxic {
  name: string
  type: ToxicType
  stream: 'upstream' | 'downstream'
  /** Share of connections that it works on, 0 to 1. */
  toxicity: number
  attributes: Record<string, number>
}

/** Unknown attributes are left out, missing ones are 0, as the real server does it. Throws a ZodError. */
export const readAttributes = (type: ToxicType, given: unknown): Record<string, number> =>
  attributeSchemas[type].parse(given ?? {})

/** Puts a toxic to work in front of `next`. */
export function stageFor(toxic: Toxic, next: Sink, connection: Connection, random: () => number): Stage {
  const attributes = <T extends ToxicType>(type: T) =>
    attributeSchemas[type].parse(toxic.attributes) as z.infer<(typeof attributeSchemas)[T]>
  switch (toxic.type) {
    case 'latency':
      return new Latency(next, attributes('latency'), random)
    case 'bandwidth':
      return new Bandwidth(next, attributes('bandwidth'))
    case 'slicer':
      return new Slicer(next, attributes('slicer'), random)
    case 'slow_close':
      return new SlowClose(next, attributes('slow_close'))
    case 'timeout':
      return new Timeout(next, attributes('timeout'), connection)
    case 'limit_data':
      return new LimitData(next, attributes('limit_data'), connection)
    case 'reset_peer':
      return new ResetPeer(next, attributes('reset_peer'), connection)
  }
}
