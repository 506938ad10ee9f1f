import { z } from 'zod'
import { type Endpoint, endpointOf, requestJson } from './http-json.ts'
import type { QueueState } from './live-state.ts'

export const QUEUE = 'chat.requests'

const rate = z.object({ rate: z.number() }).optional()
/** The fields of the management API's queue that are used. Statistics are missing until the first message. */
const queueSchema = z.object({
  messages_ready: z.int().default(0),
  messages_unacknowledged: z.int().default(0),
  consumers: z.int().default(0),
  message_stats: z.object({ publish_details: rate, deliver_get_details: rate }).optional(),
})

export type QueueReading = Pick<
  QueueState,
  'ready' | 'unacked' | 'consumers' | 'publishedPerSecond' | 'deliveredPerSecond'
>

/** RabbitMQ's management API, as a monitoring user. */
export class RabbitmqClient {
  readonly endpoint: Endpoint
  readonly #path: string

  /** `url`: the management API with user and password; a path, if any, is the virtual host. */
  constructor(url: string) {
    const { pathname } = new URL(url)
    const vhost = decodeURIComponent(pathname.replace(/^\/|\/$/g, '')) || '/'
    const { address, authorization } = endpointOf(url)
    this.endpoint = { address: new URL(address).origin, authorization }
    this.#path = `/api/queues/${encodeURIComponent(vhost)}/${encodeURIComponent(QUEUE)}`
  }

  async queue(): Promise<QueueReading> {
    const answer = await requestJson(this.endpoint, this.#path, queueSchema)
    return {
      ready: answer.messages_ready,
      unacked: answer.messages_unacknowledged,
      consumers: answer.consumers,
      publishedPerSecond: answer.message_stats?.publish_details?.rate ?? 0,
      deliveredPerSecond: answer.message_stats?.deliver_get_details?.rate ?? 0,
    }
  }
}
