import { EngineError, type HealResult, messageOf, type Started } from '@chat-demo/engine'
import type { TourAction } from '../../features/tour/definition.ts'
import type { TrafficProfile } from '../live-state.ts'
import type { SentQuestion } from './message-watch.ts'

/** What a step's button can do: the same calls as everywhere else in the product. */
export interface TourActions {
  setTraffic(profile: TrafficProfile): Promise<TrafficProfile>
  begin(request: { scenario: string; durationSeconds?: number; who: string }): Promise<Started>
  healAll(who: string): Promise<HealResult[]>
  /** Resolves when the question is on its way. */
  ask(content: string): Promise<SentQuestion>
}

export interface Performed {
  /** What was done, in words for the audit log. */
  words: string
  warnings: string[]
  message: (SentQuestion & { content: string }) | null
}

/** Does it, and resolves when it has begun. Rejects with what the part itself says against it. */
export async function perform(action: TourAction, actions: TourActions, who: string): Promise<Performed> {
  const done = (words: string, more: Partial<Performed> = {}): Performed => ({
    words,
    warnings: [],
    message: null,
    ...more,
  })
  if ('traffic' in action) return done(`traffic ${await actions.setTraffic(action.traffic)}`)
  if ('inject' in action) {
    const { run, warnings } = await actions.begin({ scenario: action.inject, durationSeconds: action.seconds, who })
    return done(`${action.inject}: run ${run.id}`, { warnings })
  }
  if ('heal' in action) {
    const results = await actions.healAll(who)
    const unasked = results.find(({ runId, result }) => runId === null && result === 'failed')
    if (unasked) throw new EngineError('unreachable', `Nothing was healed: ${unasked.detail}`)
    const failed = results.filter(one => one.result === 'failed')
    return done(results.map(({ workload, result }) => `${workload} ${result}`).join(', ') || 'nothing to heal', {
      warnings: failed.map(one => `${one.workload}: ${one.detail}`),
    })
  }
  if ('message' in action) {
    const { conversationId, traceId } = await actions.ask(action.message).catch(refused)
    return done(`message with the trace ${traceId}`, {
      message: { conversationId, traceId, content: action.message },
    })
  }
  return done(`opened ${action.open}`)
}

function refused(error: unknown): never {
  throw new EngineError('unreachable', `The chat did not take the message: ${messageOf(error)}. Send it again.`)
}
