import type { Evidence, EvidenceSource, Run, ScenarioSummary } from '@chat-demo/engine'
import type { LiveState } from '../../platform/live-state.ts'
import { isOpen } from '../chaos/run-words.ts'
import { sentence } from '../format/format.ts'

export type Where = ScenarioSummary['guide'][number]['where']

export interface GuideStep {
  look: string
  where: Where
  why: string
  state: 'seen' | 'now' | 'later'
  /** The promises that turn this step green. */
  evidence: Evidence[]
}

const SOURCE_OF: Partial<Record<Where, EvidenceSource>> = {
  pods: 'kubernetes',
  events: 'kubernetes',
  queue: 'rabbitmq',
  chat: 'chat',
}

/** The guide of a run in order; the first step that is not seen yet is the one to show now. */
export function guideSteps(scenario: ScenarioSummary, run: Run): GuideStep[] {
  const steps = scenario.guide.map(step => {
    const evidence = evidenceOf(step.where, run)
    return { ...step, evidence, seen: isSeen(step.where, evidence, run) }
  })
  const afterHeal = run.healRequestedAt !== null
  const current = steps.findIndex(step => !step.seen && (!afterHeal || step.where === 'proof'))
  return steps.map(({ seen, ...step }, index) => ({
    ...step,
    state: seen ? 'seen' : index === current ? 'now' : 'later',
  }))
}

function evidenceOf(where: Where, run: Run): Evidence[] {
  if (where === 'proof') return []
  const source = SOURCE_OF[where]
  return source ? run.evidence.filter(one => one.source === source) : run.evidence
}

function isSeen(where: Where, evidence: Evidence[], run: Run): boolean {
  if (where === 'proof') return run.state === 'healed'
  return evidence.length > 0 && evidence.every(one => one.seenAfterSeconds !== null)
}

/** The run that the guide follows: what is open, else what has a card. */
export function guidedRun(runs: Run[]): Run | null {
  return runs.find(isOpen) ?? runs[0] ?? null
}

export interface NextThing {
  id: 'traffic' | 'baseline' | 'inject'
  title: string
  detail: string
  state: 'seen' | 'now' | 'later'
  /** How far it is, 0 to 1; null where it is only done or not. */
  part: number | null
}

/** What stands between a quiet system and a first run: traffic, a baseline, the injection. */
export function nextThings(state: Pick<LiveState, 'traffic' | 'steady'>): NextThing[] {
  const { traffic, steady } = state
  const flows = traffic.profile !== null && traffic.profile !== 'off'
  const hasBaseline = steady.baseline !== null
  const things: Omit<NextThing, 'state'>[] = [
    {
      id: 'traffic',
      title: 'Turn on traffic',
      detail: flows
        ? `${traffic.profile}, ${traffic.perSecond[traffic.profile ?? 'off']} /s`
        : traffic.problem
          ? sentence(traffic.problem)
          : 'Light is one question a second: enough for a line.',
      part: null,
    },
    {
      id: 'baseline',
      title: 'Let a baseline build',
      detail: steady.baselineProblem ?? 'It knows what normal is: after the heal, this is what counts as back.',
      part: hasBaseline ? 1 : partOf(steady.baselineProblem),
    },
    {
      id: 'inject',
      title: 'Inject the worker crash',
      detail: 'Two keys: choose it, then Enter. It heals by itself if nobody does.',
      part: null,
    },
  ]
  const done = [flows, hasBaseline, false]
  const current = done.indexOf(false)
  return things.map((thing, index) => ({
    ...thing,
    state: done[index] ? 'seen' : index === current ? 'now' : 'later',
  }))
}

/** The part in `24 of 60 messages`; null when the words hold no figures. */
function partOf(words: string | null): number | null {
  const [, some, all] = /(\d+)\s+of\s+(\d+)/.exec(words ?? '') ?? []
  return some && Number(all) > 0 ? Math.min(1, Number(some) / Number(all)) : null
}
