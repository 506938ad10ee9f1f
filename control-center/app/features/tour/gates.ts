import type { Run } from '@chat-demo/engine'
import type { LiveState } from '../../platform/live-state.ts'
import { wholeSeconds } from '../format/format.ts'
import type { TourGate, TourStep } from './definition.ts'
import type { Progress } from './progress-schema.ts'
import type { GateView } from './view.ts'

/** What a gate is judged by: what the page shows, and what only the server remembers. */
export interface GateEvidence {
  state: Pick<LiveState, 'pods' | 'traffic' | 'steady' | 'runs' | 'scenarios' | 'monitors'>
  progress: Pick<Progress, 'startedAt' | 'message'>
  /** Milliseconds. */
  now: number
  /** Since when the traffic has its profile, in milliseconds. */
  trafficSince: number | null
  /** Time of the newest point of a widget, `null` while it has none, `undefined` while it is not asked. */
  newestPoint: (widget: string) => string | null | undefined
}

type Judged = Omit<GateView, 'promisedBy'> & { promisedBy?: string | null }

const waiting = (title: string, detail: string): Judged => ({ title, detail, green: false })
const seen = (title: string, detail: string): Judged => ({ title, detail, green: true })
const judged = (green: boolean, title: string, detail: string): Judged => ({ title, detail, green })

/** What a gate stays true of: a run or a message of this tour keeps what it has shown, a state does not. */
export function lasts(gate: TourGate): boolean {
  return 'evidence' in gate || 'run' in gate || 'message' in gate || ('monitor' in gate && gate.is === 'Alert')
}

/** May a step turn green before it is reached? Only where all that it waits for belongs to this tour. */
export const isAhead = (step: TourStep): boolean => step.gate.length > 0 && step.gate.every(lasts)

export const gateViews = (step: TourStep, evidence: GateEvidence): GateView[] =>
  step.gate.map(gate => ({ promisedBy: null, ...judge(gate, evidence) }))

function judge(gate: TourGate, evidence: GateEvidence): Judged {
  if ('pods' in gate) return podsReady(evidence)
  if ('traffic' in gate) return trafficFlows(gate, evidence)
  if ('baseline' in gate) return baseline(evidence)
  if ('steady' in gate) return steady(evidence)
  if ('run' in gate) return runState(gate, evidence)
  if ('evidence' in gate) return promise(gate, evidence)
  if ('monitors' in gate) return allMonitors(evidence)
  if ('monitor' in gate) return monitor(gate, evidence)
  if ('message' in gate) return message(gate, evidence)
  return widget(gate, evidence)
}

function podsReady({ state: { pods } }: GateEvidence): Judged {
  const ready = pods.filter(pod => pod.readyContainers === pod.containers && pod.tone === 'ok').length
  const title = 'All pods ready'
  return judged(pods.length > 0 && ready === pods.length, title, `${ready} of ${pods.length} ready`)
}

function trafficFlows(
  gate: Extract<TourGate, { traffic: string }>,
  { state, trafficSince, now }: GateEvidence,
): Judged {
  const { profile, problem } = state.traffic
  const title = `${gate.traffic === 'light' ? 'Light' : gate.traffic === 'medium' ? 'Medium' : 'Heavy'} traffic runs`
  if (profile !== gate.traffic) return waiting(title, problem ?? `now ${profile ?? 'not known'}`)
  const seconds = trafficSince === null ? 0 : (now - trafficSince) / 1000
  return judged(
    seconds >= gate.forSeconds,
    title,
    `for ${wholeSeconds(Math.min(seconds, gate.forSeconds))} of ${wholeSeconds(gate.forSeconds)}`,
  )
}

function baseline({ state: { steady } }: GateEvidence): Judged {
  const title = 'Baseline known'
  if (steady.baseline) {
    return seen(title, `${steady.baseline.messages} messages, p95 ${steady.baseline.p95Seconds.toFixed(2)}\u00a0s`)
  }
  return waiting(title, `no baseline yet: ${steady.baselineProblem ?? 'nothing looked at yet'}`)
}

function steady({ state: { steady } }: GateEvidence): Judged {
  if (steady.steady === true) return seen('Steady', 'as before, on every check')
  const off = steady.checks.find(check => !check.ok)
  if (steady.steady === null || !off) {
    const slowest = steady.checks.toSorted((a, b) => a.heldSeconds - a.ofSeconds - (b.heldSeconds - b.ofSeconds))[0]
    const held = slowest
      ? `held for ${wholeSeconds(slowest.heldSeconds)} of ${wholeSeconds(slowest.ofSeconds)}`
      : 'not looked at yet'
    return waiting('Steady', held)
  }
  return waiting('Steady', `${off.title}: ${off.now}, wanted ${off.wanted}`)
}

/** The newest run of a scenario since the tour began, whoever started it. */
export function runOf(scenario: string, { state, progress }: Pick<GateEvidence, 'state' | 'progress'>): Run | null {
  const own = state.runs.filter(run => run.scenario === scenario && run.startedAt >= progress.startedAt)
  return own.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0] ?? null
}

const titleOf = (scenario: string, { state }: GateEvidence) =>
  state.scenarios.find(one => one.id === scenario)?.title ?? scenario

function runState(gate: Extract<TourGate, { run: string }>, evidence: GateEvidence): Judged {
  const name = titleOf(gate.run, evidence)
  const run = runOf(gate.run, evidence)
  const title = { active: `${name} is active`, recovering: `${name} is taken back`, healed: 'Recovery proven' }[
    gate.state
  ]
  if (!run) return waiting(title, 'not started yet')
  if (gate.state === 'active') {
    return run.activeAt ? seen(title, run.change) : waiting(title, 'injecting')
  }
  if (gate.state === 'recovering') {
    return run.healRequestedAt ? seen(title, `by ${run.healedBy ?? 'somebody'}`) : waiting(title, 'still in force')
  }
  if (run.state === 'healed') {
    const took = run.recoverySeconds === null ? '' : `${wholeSeconds(run.recoverySeconds)} to recover`
    const lost = run.requests ? `${run.requests.lost} lost` : ''
    return seen(title, [took, lost].filter(Boolean).join(', ') || 'held')
  }
  if (run.state === 'not-healed') return waiting(title, run.outcome?.detail ?? 'not proven')
  const missing = run.proof.find(check => !check.ok)
  return waiting(
    title,
    missing ? `${missing.title}: ${missing.now}` : run.healRequestedAt ? 'proving' : 'not healed yet',
  )
}

function promise(gate: Extract<TourGate, { evidence: string }>, evidence: GateEvidence): Judged {
  const run = runOf(gate.evidence, evidence)
  const scenario = evidence.state.scenarios.find(one => one.id === gate.evidence)
  const promised = scenario?.promises.find(one => one.signal === gate.signal)
  const found = run?.evidence.find(one => one.signal === gate.signal)
  const title = found?.title ?? promised?.title ?? gate.signal
  if (!run || !found)
    return waiting(title, promised ? `promised within ${wholeSeconds(promised.withinSeconds)}` : 'not started yet')
  const within = `promised within ${wholeSeconds(found.withinSeconds)}`
  if (found.seenAfterSeconds !== null)
    return seen(title, `seen after ${wholeSeconds(found.seenAfterSeconds)}, ${within}`)
  const from = Date.parse(run.activeAt ?? run.startedAt)
  return { ...waiting(title, within), promisedBy: new Date(from + found.withinSeconds * 1000).toISOString() }
}

function allMonitors({ state: { monitors } }: GateEvidence): Judged {
  const title = 'No monitor alerts'
  if (monitors.problem) return waiting(title, monitors.problem.detail)
  if (!monitors.asked) return waiting(title, 'Datadog is not asked yet')
  const loud = monitors.rows.filter(row => row.state === 'Alert' || row.state === 'Warn')
  if (loud.length > 0)
    return waiting(
      title,
      loud
        .map(row => row.name)
        .slice(0, 2)
        .join(', '),
    )
  return judged(monitors.rows.length > 0, title, `${monitors.rows.length} monitors`)
}

function monitor(gate: Extract<TourGate, { monitor: string }>, { state, progress }: GateEvidence): Judged {
  const { rows, problem, asked } = state.monitors
  const title = `Monitor: ${gate.monitor}`
  const row = rows.find(one => one.name === gate.monitor)
  if (!row) return waiting(title, problem?.detail ?? (asked ? 'there is no such monitor' : 'Datadog is not asked yet'))
  if (gate.is !== 'Alert') return judged(row.state === gate.is, title, `now ${row.state}`)
  // An alert from before is no evidence of what was just broken.
  const runs = state.runs.filter(run => run.startedAt >= progress.startedAt && run.activeAt !== null)
  const last = runs.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0]
  if (row.state !== 'Alert') return waiting(title, `now ${row.state}`)
  if (!last?.activeAt) return waiting(title, 'alerts since before the tour broke anything')
  if (row.since !== null && row.since < last.activeAt) return waiting(title, 'alerts since before this injection')
  const after =
    row.since === null
      ? ''
      : ` ${wholeSeconds((Date.parse(row.since) - Date.parse(last.activeAt)) / 1000)} after the injection`
  return seen(title, `Alert${after}`)
}

function message(gate: Extract<TourGate, { message: string }>, { progress, now }: GateEvidence): Judged {
  const title = gate.message === 'answered' ? 'Message answered' : 'Message accepted'
  const sent = progress.message
  if (!sent) return waiting(title, 'not sent yet')
  if (sent.state === 'failed') return waiting(title, sent.problem ?? 'it ended without a reply, send it again')
  const since = (Date.parse(sent.endedAt ?? new Date(now).toISOString()) - Date.parse(sent.sentAt)) / 1000
  if (sent.state === 'sent') return waiting(title, `sent ${wholeSeconds(since)} ago`)
  if (gate.message === 'accepted') return seen(title, 'stored, and on its way')
  if (sent.state === 'accepted' && sent.problem)
    return waiting(title, `stored, its answer is late (${sent.problem}); ${wholeSeconds(since)} so far`)
  return judged(
    sent.state === 'answered',
    title,
    sent.state === 'answered' ? `after ${wholeSeconds(since)}` : `${wholeSeconds(since)} so far`,
  )
}

/** Data of a page that stands still for longer than this is no evidence that it is live. */
const FRESH_MS = 180_000

function widget({ widget: key }: Extract<TourGate, { widget: string }>, { newestPoint, now }: GateEvidence): Judged {
  const title = `Data in ${key.slice(key.indexOf('/') + 1)}`
  const newest = newestPoint(key)
  if (newest === undefined) return waiting(title, 'Datadog is asked')
  if (newest === null) return waiting(title, 'no point yet')
  const old = Math.max(0, (now - Date.parse(newest)) / 1000)
  return judged(old * 1000 <= FRESH_MS, title, `newest point ${wholeSeconds(old)} old`)
}
