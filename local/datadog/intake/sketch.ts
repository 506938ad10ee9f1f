import { DDSketch } from '@datadog/sketches-js'
import { BadPayload } from './bad-payload.ts'

const MOST_VALUES = 1_000_000

/**
 * The values that a DDSketch in its protobuf form stands for, ascending, each within the sketch's relative accuracy
 * (1 %). Empty for nothing.
 */
export function sketchValues(bytes: unknown): number[] {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) return []
  const sketch = decode(bytes)
  const count = Math.round(sketch.count)
  if (count > MOST_VALUES) throw new BadPayload(`a sketch of ${count} values; at most ${MOST_VALUES} are taken`)
  // Each rank in turn: the quantile of rank i is the bin that holds the i-th value.
  return Array.from({ length: count }, (_, rank) => sketch.getValueAtQuantile(count === 1 ? 0 : rank / (count - 1)))
}

function decode(bytes: Uint8Array): DDSketch {
  try {
    return DDSketch.fromProto(bytes)
  } catch (error) {
    throw new BadPayload(`not a DDSketch: ${error instanceof Error ? error.message : String(error)}`)
  }
}
