import type { Clock } from '@chat-demo/engine'
import type { DatadogClient } from '../datadog/client.ts'
import { KeptCalls } from '../datadog/kept.ts'
import { DatabaseLens } from './database/lens.ts'
import { MessagesLens } from './messages/lens.ts'
import { ModelLens } from './model/lens.ts'
import { SloLens } from './slos/lens.ts'
import { UsersLens } from './users/lens.ts'

/** What is asked of Datadog beside its dashboards, while somebody looks. */
export interface Insights {
  database: DatabaseLens
  messages: MessagesLens
  model: ModelLens
  slos: SloLens
  users: UsersLens
}

export function openInsights(client: DatadogClient, env: string, clock: Clock): Insights {
  const calls = new KeptCalls(client, clock)
  return {
    database: new DatabaseLens(calls, env),
    messages: new MessagesLens(calls, env),
    model: new ModelLens(calls, env),
    slos: new SloLens(calls, env),
    users: new UsersLens(calls, env),
  }
}
