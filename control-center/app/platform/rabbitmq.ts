import type { Clock } from '@chat-demo/engine'
import { z } from 'zod'
import { type CounterReading, keepReadings, rateOf } from './counter-rate.ts'
import { type Endpoint, endpointOf, requestJson } from './http-json.ts'
import type { QueueState } from './live-state.ts'

export const QUEUE = 'chat.requests'

const total = z.int().default(0)
/** The fields of the management API's queue that are used. Statistics are missing until the first message. */
const queueSchema = z.object({
  messages_ready: z.int().default(0),
  messages_unacknowledged: z.int().default(0),
  consumers: z.int().default(0),
  message_stats: z.object({ publish: total, deliver_get: total }).optional(),
})

export type QueueReading = Pick<
  QueueState,
  'ready' | 'unacked' | 'consumers' | 'publishedPerSecond' | 'deliveredPerSecond'
>

/**
 * RabbitMQ's management API, as a monitoring user. Rates are made of its counters: the rates that it gives itself are
 * zero again and again while messages flow, because its samples and its collection interval do not meet.
 */
export class RabbitmqClient {
  readonly endpoint: Endpoint
  readonly #path: string
  readonly #clock: Clock
  #published: CounterReading[] = []
  #delivered: CounterReading[] = []

  /** `url`: the management API with user and password; a path, if any, is the virtual host. */
  constructor(url: string, clock: Clock) {
    this.#clock = clock
    const { pathname } = new URL(url)
    const vhost = decodeURIComponent(pathname.replace(/^\/|\/$/g, '')) || '/'
    const { address, authorization } = endpointOf(url)
    this.endpoint = { address: new URL(address).origin, authorization }
    this.#path = `/api/queues/${encodeURIComponent(vhost)}/${encodeURIComponent(QUEUE)}`
  }

  async queue(): Promise<QueueReading> {
    const answer = await requestJson(this.endpoint, this.#path, queueSchema)
    const at = this.#clock.now()
    const { publish = 0, deliver_get: deliver = 0 } = answer.message_stats ?? {}
    this.#published = keepReadings(this.#published, { at, count: publish })
    this.#delivered = keepReadings(this.#delivered, { at, count: deliver })
    return {
      ready: answer.messages_ready,
      unacked: answer.messages_unacknowledged,
      consumers: answer.consumers,
      publishedPerSecond: rateOf(this.#published),
      deliveredPerSecond: rateOf(this.#delivered),
    }
  }
}
