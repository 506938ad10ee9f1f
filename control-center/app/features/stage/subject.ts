import type { Run, ScenarioSummary } from '@chat-demo/engine'
import { runsWithCard } from '../chaos/run-words.ts'
import { guidedRun, guideSteps, type Where } from '../guide/guide-state.ts'
import type { TourStep, TourWatch } from '../tour/definition.ts'

/** The one thing that the back row looks at. */
export type StageSubject =
  | { show: 'widget'; dashboard: string; title: string }
  | { show: 'pods'; workload: string | null }
  | { show: 'monitor'; name: string | null }
  /** A trace by its id, or the newest that a search finds. */
  | { show: 'trace'; id: string | null; query: string }
  | { show: 'run' }
  /** The step's own words, where what it shows is a whole page. */
  | { show: 'words' }
  /** What the chat tells itself, without an account. */
  | { show: 'replies' }

export interface StageSight {
  /** null without a tour. */
  step: Pick<TourStep, 'watch'> | null
  /** Of the message that the tour sent. */
  traceId: string | null
  runs: Run[]
  scenarios: ScenarioSummary[]
  hasDatadog: boolean
  now: number
}

const overview = (title: string): StageSubject => ({ show: 'widget', dashboard: 'overview', title })

/** The step's `watch`; without a tour where the guide of the open run points; else the requests. */
export function stageSubject(sight: StageSight): StageSubject {
  const { step, traceId, hasDatadog } = sight
  const wanted = step ? (step.watch ? ofWatch(step.watch, traceId) : { show: 'words' as const }) : ofRun(sight)
  return wanted.show === 'widget' && !hasDatadog ? { show: 'replies' } : wanted
}

const FAILED_AT_THE_EDGE = '@http.status_code:504'

function ofWatch(watch: TourWatch, traceId: string | null): StageSubject {
  if ('widget' in watch) {
    const slash = watch.widget.indexOf('/')
    return { show: 'widget', dashboard: watch.widget.slice(0, slash), title: watch.widget.slice(slash + 1) }
  }
  if ('pods' in watch) return { show: 'pods', workload: watch.pods === 'all' ? null : watch.pods }
  if ('monitor' in watch) return { show: 'monitor', name: watch.monitor }
  if ('place' in watch) return watch.place === 'events' ? { show: 'pods', workload: null } : { show: 'run' }
  if (watch.page === '/traces/follow' && traceId !== null) return { show: 'trace', id: traceId, query: '' }
  if (watch.page === '/traces') return { show: 'trace', id: null, query: FAILED_AT_THE_EDGE }
  if (watch.page === '/monitors') return { show: 'monitor', name: null }
  return { show: 'words' }
}

const AT: Partial<Record<Where, StageSubject>> = {
  queue: overview('Waiting messages'),
  chat: overview('Failed chat requests'),
  evidence: { show: 'run' },
  proof: { show: 'run' },
}

function ofRun({ runs, scenarios, now }: StageSight): StageSubject {
  const run = guidedRun(runsWithCard(runs, now))
  const scenario = scenarios.find(one => one.id === run?.scenario)
  if (!run || !scenario) return overview('Chat requests')
  const where = guideSteps(scenario, run).find(step => step.state === 'now')?.where
  if (where === undefined) return { show: 'run' }
  return AT[where] ?? { show: 'pods', workload: run.target.split('/').at(-1) ?? null }
}
