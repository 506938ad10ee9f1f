import { EngineError, type HealResult, type Started } from '@chat-demo/engine'
import type { TourAction } from '../../features/tour/definition.ts'
import type { AcceptedQuestion } from '../chat.ts'
import type { TrafficProfile } from '../live-state.ts'

/** What a step's button can do: the same calls as everywhere else in the product. */
export interface TourActions {
  setTraffic(profile: TrafficProfile): Promise<TrafficProfile>
  begin(request: { scenario: string; durationSeconds?: number; who: string }): Promise<Started>
  healAll(who: string): Promise<HealResult[]>
  ask(content: string): Promise<AcceptedQuestion>
}

export interface Performed {
  /** What was done, in words for the audit log. */
  words: string
  warnings: string[]
  message: (AcceptedQuestion & { content: string }) | null
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
    const accepted = await actions.ask(action.message)
    return done(`message ${accepted.messageId}`, { message: { ...accepted, content: action.message } })
  }
  return done(`opened ${action.open}`)
}
