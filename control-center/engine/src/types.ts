import type { places } from './scenario/schema.ts'

export type TrafficProfile = 'off' | 'light' | 'medium' | 'heavy'

/** State of a run as the contract names it. */
export type RunState = 'injecting' | 'active' | 'recovering' | 'healed' | 'not-healed'

export type EvidenceSource = 'kubernetes' | 'rabbitmq' | 'chat' | 'datadog'

/** One promised signal of a scenario and what became of the promise. */
export interface Evidence {
  signal: string
  title: string
  source: EvidenceSource
  withinSeconds: number
  /** Seconds from the injection until it was seen; null while or when it was not. */
  seenAfterSeconds: number | null
  /** What was seen, or why not. */
  why: string
}

/** One condition of "healed" with how long it has held. */
export interface ProofCheck {
  id: string
  title: string
  ok: boolean
  now: string
  wanted: string
  heldSeconds: number
  ofSeconds: number
}

export interface Outcome {
  code: 'injection_failed' | 'heal_failed' | 'changed_by_others' | 'ended_early' | 'deadline_unproven'
  detail: string
}

/** The time of a run that is taken out of the budgets of SLOs: it was broken on purpose. */
export interface BudgetCorrection {
  /** ISO times, whole seconds. */
  from: string
  to: string
  /** How many SLOs know it; null while none does. */
  slos: number | null
  /** Why it is not written yet; null when nothing is wrong. */
  problem: string | null
}

export interface Run {
  id: string
  scenario: string
  /** The variant of the scenario; absent for the scenario as it is. */
  intensity?: string | undefined
  title: string
  state: RunState
  startedBy: string
  /** ISO times; null until they happened. */
  startedAt: string
  activeAt: string | null
  /** When it heals by itself. */
  until: string
  healRequestedAt: string | null
  healedBy: string | null
  endedAt: string | null
  /** Seconds from the heal to proven steady. */
  recoverySeconds: number | null
  outcome: Outcome | null
  target: string
  /** The change in words, e.g. `worker replicas 1 → 0`. */
  change: string
  evidence: Evidence[]
  proof: ProofCheck[]
  /** Differences of the chat's counters since the injection. */
  requests: {
    accepted: number
    answered: number
    failed: number
    timedOut: number
    waiting: number
    lost: number
  } | null
  /** Absent until the run is over, and without keys of Datadog. */
  budget?: BudgetCorrection | undefined
}

/** One place to look at while a run is on. */
export interface GuideItem {
  look: string
  where: (typeof places)[number]
  why: string
  /** The search that the lens opens with, or the key of the monitor to highlight. */
  query?: string | undefined
  /** The promised signals that are seen here; without it, those of the place's source. */
  signals?: string[] | undefined
}

export interface ScenarioSummary {
  id: string
  title: string
  /** What happens, short enough for a line of a list. */
  brief: string
  /** A sentence: what it does and what is seen. */
  summary: string
  target: string
  change: string
  /** How long it runs unless asked otherwise. */
  defaultSeconds: number
  maxSeconds: number
  promises: {
    signal: string
    title: string
    source: EvidenceSource
    withinSeconds: number
    /** The monitor that is to alert, by its key in datadog/monitors; null where another signal is promised. */
    monitor: string | null
  }[]
  /** Named variants, beside the scenario as it is. */
  intensities?: { id: string; title: string }[]
  /** What it needs to make sense, in words. */
  needs?: string[]
  guide: GuideItem[]
  /** What healed means here, beside steady. */
  healed: string
  teaches: string
  /** Why it cannot be started now (overlap, no rights, reconciler away); null when it can. */
  blocked: string | null
}

/** Is the system now as before? Compared with the baseline. */
export interface SteadyState {
  steady: boolean | null
  checks: ProofCheck[]
  baseline: { p95Seconds: number; queueMax: number; messages: number; since: string } | null
  /** When there is no baseline yet: `24 of 60 messages`. */
  baselineProblem: string | null
}
