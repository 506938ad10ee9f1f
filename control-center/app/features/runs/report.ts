import type { Evidence, Run, RunState } from '@chat-demo/engine'
import { chartsOf, type ReportChart } from './curves.ts'
import type { Film, FilmMark } from './film-schema.ts'
import { budgetWords, firstToNotice, headline, summary } from './report-view.ts'

/** One promise of a run, beside the same promise in the other runs of its scenario. Seconds. */
export interface ReportPromise extends Evidence {
  verdict: 'kept' | 'late' | 'not seen' | 'not yet'
  best: number | null
  worst: number | null
  /** How many runs these are of, this one included. */
  runs: number
}

export interface ReportMoment {
  /** ISO time. */
  at: string
  /** Seconds from the injection. */
  afterSeconds: number
  lane: 'Chaos' | 'Kubernetes' | 'RabbitMQ' | 'Users' | 'Datadog' | 'Tour'
  what: string
  tone: FilmMark['tone']
}

/** A run as it is shown, printed and exported. */
export interface Report {
  headline: string
  summary: string
  run: Run
  promises: ReportPromise[]
  /** Oldest first. */
  timeline: ReportMoment[]
  /** Who noticed first, a user or a monitor; null while nobody has. */
  firstToNotice: string | null
  /** Whether the run costs error budget; null before it is over, and without keys of Datadog. */
  budget: string | null
  /** Empty when nothing was kept of the run. */
  charts: ReportChart[]
  film: Film | null
  /** Runs before and after it, of any scenario. */
  previous: string | null
  next: string | null
}

const LANES: ReportMoment['lane'][] = ['Chaos', 'Kubernetes', 'RabbitMQ', 'Users', 'Datadog', 'Tour']

const LANE: Record<Evidence['source'], ReportMoment['lane']> = {
  kubernetes: 'Kubernetes',
  rabbitmq: 'RabbitMQ',
  chat: 'Users',
  datadog: 'Datadog',
}

const ENDED: RunState[] = ['healed', 'not-healed']

/** `others`: all runs that are known, of any scenario. `film`: what was kept of this one. */
export function reportOf(run: Run, others: readonly Run[], film: Film | null = null): Report {
  const same = [
    run,
    ...others.filter(one => one.id !== run.id && one.scenario === run.scenario && one.intensity === run.intensity),
  ]
  return {
    headline: headline(run),
    summary: summary(run),
    run,
    promises: run.evidence.map(one => promiseOf(one, run, same)),
    timeline: timelineOf(run, film),
    firstToNotice: firstToNotice(run, film),
    budget: budgetWords(run),
    charts: chartsOf(run, film),
    film,
    ...neighbours(run, others),
  }
}

function promiseOf(evidence: Evidence, run: Run, same: readonly Run[]): ReportPromise {
  const all = same.flatMap(one => one.evidence.filter(other => other.signal === evidence.signal))
  const seen = all.flatMap(one => one.seenAfterSeconds ?? [])
  return {
    ...evidence,
    verdict: verdictOf(evidence, run),
    best: seen.length > 0 ? Math.min(...seen) : null,
    worst: seen.length > 0 ? Math.max(...seen) : null,
    runs: all.length,
  }
}

function verdictOf({ seenAfterSeconds: seen, withinSeconds }: Evidence, run: Run): ReportPromise['verdict'] {
  if (seen === null) return ENDED.includes(run.state) ? 'not seen' : 'not yet'
  return seen <= withinSeconds ? 'kept' : 'late'
}

function neighbours(run: Run, others: readonly Run[]): Pick<Report, 'previous' | 'next'> {
  const inOrder = [...others].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
  const place = inOrder.findIndex(one => one.id === run.id)
  if (place < 0) return { previous: null, next: null }
  return { previous: inOrder[place - 1]?.id ?? null, next: inOrder[place + 1]?.id ?? null }
}

/** What happened when, as far as the run and its film know. */
function timelineOf(run: Run, film: Film | null): ReportMoment[] {
  const from = Date.parse(run.activeAt ?? run.startedAt)
  const moment = (
    at: string,
    lane: ReportMoment['lane'],
    what: string,
    tone: FilmMark['tone'] = 'plain',
  ): ReportMoment => ({
    at,
    afterSeconds: Math.round((Date.parse(at) - from) / 100) / 10,
    lane,
    what,
    tone,
  })
  const moments = [moment(run.activeAt ?? run.startedAt, 'Chaos', `injected: ${run.change}`, 'bad')]
  for (const one of run.evidence) {
    if (one.seenAfterSeconds === null) continue
    const at = new Date(from + one.seenAfterSeconds * 1000).toISOString()
    moments.push(moment(at, LANE[one.source], one.title, 'warn'))
  }
  if (run.healRequestedAt)
    moments.push(moment(run.healRequestedAt, 'Chaos', `healed by ${run.healedBy ?? 'nobody known'}`, 'warn'))
  if (run.endedAt) {
    const [what, tone] = run.state === 'healed' ? (['steady, proven', 'ok'] as const) : (['not healed', 'bad'] as const)
    moments.push(moment(run.endedAt, 'Chaos', what, tone))
  }
  for (const mark of film?.marks ?? []) {
    moments.push(moment(new Date(mark.at).toISOString(), mark.lane, mark.what, mark.tone))
  }
  const lane = (one: ReportMoment) => LANES.indexOf(one.lane)
  return moments.sort((a, b) => a.afterSeconds - b.afterSeconds || lane(a) - lane(b))
}

/** Promise against measurement of one scenario over its runs that are over. Seconds. */
export interface ScenarioHistory {
  scenario: string
  title: string
  runs: number
  healed: number
  lost: number
  /** Slowest proof. */
  recoveryWorst: number | null
  promises: {
    signal: string
    title: string
    promised: number
    kept: number
    runs: number
    best: number | null
    median: number | null
    worst: number | null
  }[]
}

/** By scenario, the one that was run last first. `runs`: newest first. */
export function historyOf(runs: readonly Run[]): ScenarioHistory[] {
  const over = runs.filter(run => ENDED.includes(run.state))
  return [...new Set(over.map(run => run.scenario))].map(scenario => {
    const own = over.filter(run => run.scenario === scenario)
    const recoveries = own.flatMap(run => run.recoverySeconds ?? [])
    return {
      scenario,
      title: own[0]?.title ?? scenario,
      runs: own.length,
      healed: own.filter(run => run.state === 'healed').length,
      lost: own.reduce((sum, run) => sum + (run.requests?.lost ?? 0), 0),
      recoveryWorst: recoveries.length > 0 ? Math.max(...recoveries) : null,
      // The newest run has the promises as they are now.
      promises: (own[0]?.evidence ?? []).map(one => {
        const all = own.flatMap(run => run.evidence.filter(other => other.signal === one.signal))
        const seen = all.flatMap(other => other.seenAfterSeconds ?? []).sort((a, b) => a - b)
        return {
          signal: one.signal,
          title: one.title,
          promised: one.withinSeconds,
          kept: seen.filter(seconds => seconds <= one.withinSeconds).length,
          runs: all.length,
          best: seen[0] ?? null,
          median: seen[Math.floor((seen.length - 1) / 2)] ?? null,
          worst: seen.at(-1) ?? null,
        }
      }),
    }
  })
}
