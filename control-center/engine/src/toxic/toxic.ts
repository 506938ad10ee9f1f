import { z } from 'zod'

/** A toxic of ours, as Toxiproxy's HTTP API takes it, with the proxy that it is added to. */
export const toxicSchema = z.object({
  proxy: z.string().min(1),
  name: z.string().min(1),
  type: z.string().min(1),
  stream: z.enum(['upstream', 'downstream']),
  toxicity: z.number().min(0).max(1),
  attributes: z.record(z.string(), z.number()),
})
export type Toxic = z.infer<typeof toxicSchema>

/** Where a toxic stands. Names are unique within a proxy only. */
export type StandingToxic = Pick<Toxic, 'proxy' | 'name'>

/** What Toxiproxy said, or that it said nothing. */
export class ToxicError extends Error {
  override readonly name = 'ToxicError'
  readonly kind: 'unreachable' | 'refused'

  constructor(kind: ToxicError['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** What the engine needs of Toxiproxy. Every call rejects with a `ToxicError` and gives up by itself after some seconds. */
export interface ToxicControl {
  /** Every toxic, whoever made it. */
  list(): Promise<StandingToxic[]>
  /** One that is there already under this name is left as it is. */
  add(toxic: Toxic): Promise<void>
  /** Resolves as well when it is not there (any more). */
  remove(toxic: StandingToxic): Promise<void>
}

/** Of a run's toxics the first is named by the run alone, so that people find it. */
export const toxicName = (runId: string, index: number): string =>
  index === 0 ? `run-${runId}` : `run-${runId}-${index + 1}`

/** The run that a toxic of this name belongs to; null when somebody else made it. */
export const runOfToxic = (name: string): string | null => /^run-([0-9a-f]{10})(?:-\d+)?$/.exec(name)?.[1] ?? null

export const sameToxic = (a: StandingToxic, b: StandingToxic): boolean => a.proxy === b.proxy && a.name === b.name

/** In words: `worker-postgres latency 200, jitter 50 downstream`. */
export function describeToxic({ proxy, type, stream, toxicity, attributes }: Toxic): string {
  const values = Object.entries(attributes).map(([name, value]) => (name === type ? `${value}` : `${name} ${value}`))
  const share = toxicity < 1 ? ` on ${Math.round(toxicity * 100)} % of connections` : ''
  return `${proxy} ${type}${values.length > 0 ? ` ${values.join(', ')}` : ''} ${stream}${share}`
}
