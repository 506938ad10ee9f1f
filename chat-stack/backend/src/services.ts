import type { DependencyState } from '@chat-demo/common'
import type { ConfirmPublisher } from '@chat-demo/common/amqp'
import type { ReplyEvent } from '@chat-demo/common/contract'
import type pg from 'pg'
import type { LookAtQuestion } from './releases.ts'
import type { Listener, ReplyHub } from './replies/hub.ts'

/** What the routes work with. */
export interface Services {
  pool: pg.Pool
  publisher: ConfirmPublisher
  hub: ReplyHub
  /** Tells every replica's listeners of a conversation; lost while the broker is away. */
  announce: (conversationId: string, event: ReplyEvent) => void
  brokerState: () => DependencyState
  replyDeadlineMs: number
  storeTimeoutMs: number
  lookAtQuestion: LookAtQuestion
  /** Listeners of answers under way, and of readers that stay: draining ends the first late, the second at once. */
  answers: Set<Listener>
  watchers: Set<Listener>
}
