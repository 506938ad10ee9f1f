import { type Logger, pino } from 'pino'
import { Answerer } from './answers/answer.ts'
import { buildApp } from './api/app.ts'
import { Keys } from './api/keys.ts'
import { loadCorpus } from './corpus.ts'
import { catalogue, type Model } from './generation/models.ts'

export { catalogue, type Latency, type Model } from './generation/models.ts'

export interface ModelServerOptions {
  /** Address to listen on; 127.0.0.1 unless given. */
  host?: string
  /** Port to listen on; a free one unless given. */
  port?: number
  goodKeys: readonly string[]
  /** Keys that are answered 401 `invalid_api_key`. */
  revokedKeys?: readonly string[]
  /** Keys that are answered 429 `rate_limit_exceeded` above `limitedPerMinute`. */
  limitedKeys?: readonly string[]
  /** Requests a minute of a limited key; 6 unless given. */
  limitedPerMinute?: number
  /** Draws the latencies: the same seed and order of requests give the same times. */
  seed?: number
  /** Hosts, with or without port, that the Host header may name; addresses and `localhost` unless given. */
  allowedHosts?: readonly string[]
  /** The models served; the catalogue unless given. */
  models?: readonly Model[]
  logger?: Logger
}

export interface ModelServer {
  /** Base URL for an OpenAI client, with `/openai/v1`; `/v1` answers the same. */
  url: string
  /** Ends running replies and stops listening. */
  close(): Promise<void>
}

/** Starts the server and answers once it listens. */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const app = buildApp({
    keys: new Keys(
      {
        goodKeys: options.goodKeys,
        revokedKeys: options.revokedKeys ?? [],
        limitedKeys: options.limitedKeys ?? [],
        limitedPerMinute: options.limitedPerMinute ?? 6,
      },
      () => performance.now(),
    ),
    models: options.models ?? catalogue,
    answerer: new Answerer(loadCorpus()),
    seed: options.seed ?? 1,
    allowedHosts: options.allowedHosts ?? [],
    logger: options.logger ?? pino({ level: 'silent' }),
  })
  const address = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 })
  return { url: `${address}/openai/v1`, close: () => app.close() }
}
