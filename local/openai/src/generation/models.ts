/** How fast a model answers. Times are wall-clock. */
export interface Latency {
  /** Median time to the first token, in milliseconds. */
  firstTokenMs: number
  /** Spread of the time to the first token: standard deviation of its natural logarithm. */
  firstTokenSpread: number
  /** Tokens a second once it has begun: the slowest and the fastest reply. */
  tokensPerSecond: readonly [number, number]
}

export interface Model {
  id: string
  /** Unix seconds. */
  created: number
  /** Largest prompt plus reply, in tokens. */
  contextTokens: number
  latency: Latency
  /** A reasoning model spends hidden tokens before it answers, and refuses sampling parameters. */
  reasoningTokens?: readonly [number, number]
}

/**
 * The ids are those of the real API, so that a manifest names the same model online and offline.
 * The latencies are in the order of what these models do on a quiet day: they differ enough to be seen in a chart.
 */
export const catalogue: readonly Model[] = [
  {
    id: 'gpt-4.1-nano',
    created: 1744316550,
    contextTokens: 1_047_576,
    latency: { firstTokenMs: 270, firstTokenSpread: 0.25, tokensPerSecond: [130, 190] },
  },
  {
    id: 'gpt-4.1-mini',
    created: 1744317547,
    contextTokens: 1_047_576,
    latency: { firstTokenMs: 400, firstTokenSpread: 0.3, tokensPerSecond: [80, 120] },
  },
  {
    id: 'gpt-4.1',
    created: 1744318003,
    contextTokens: 1_047_576,
    latency: { firstTokenMs: 750, firstTokenSpread: 0.35, tokensPerSecond: [45, 75] },
  },
  {
    id: 'o4-mini',
    created: 1744133301,
    contextTokens: 200_000,
    latency: { firstTokenMs: 4200, firstTokenSpread: 0.3, tokensPerSecond: [70, 110] },
    reasoningTokens: [192, 704],
  },
]
