import type { Run, ScenarioSummary } from '@chat-demo/engine'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { LiveState } from '../../platform/live-state.ts'
import { call } from '../api/call.ts'
import { ApiError } from '../api/problem.ts'
import { applyDelta } from '../live/apply-delta.ts'
import { changeLive, useLive } from '../live/query.ts'
import { useToast } from '../toasts/toasts.tsx'
import { type HealResult, healNews } from './heal-news.ts'

interface Injection {
  scenario: ScenarioSummary
  /** Go on in spite of warnings (no baseline yet, traffic off). */
  force: boolean
}

interface HealAnswer {
  results: HealResult[]
}

type Started = Run & { warnings?: string[] }

/** Starts a run. What speaks against it is said in words by the server: 409 overlaps, 412 could not be undone. */
export function useInject() {
  const client = useQueryClient()
  const say = useToast()
  return useMutation({
    mutationFn: ({ scenario, force }: Injection) =>
      call<Started>('/api/v1/runs', { method: 'POST', body: { scenario: scenario.id, force } }),
    onSuccess: ({ warnings = [], ...run }) => {
      showRun(client, run)
      if (warnings.length > 0) say({ tone: 'warn', title: `${run.title} runs`, detail: warnings.join(' ') })
    },
    onError: error => say({ tone: 'bad', title: couldNot('inject', error), detail: error.message }),
  })
}

/** Heals one run. Its state says when the recovery is proven. */
export function useHealRun() {
  const say = useToast()
  const clusterProblem = useLive(problemOfCluster)
  return useMutation({
    mutationFn: (run: Run) => call<HealAnswer>(`/api/v1/runs/${encodeURIComponent(run.id)}/heal`, { method: 'POST' }),
    onSuccess: ({ results }) => say(healNews(results, clusterProblem)),
    onError: error => say({ tone: 'bad', title: couldNot('heal', error), detail: error.message }),
  })
}

/** Takes back every change. It asks nothing, and is right to press when nothing is wrong. */
export function useHealAll() {
  const say = useToast()
  const clusterProblem = useLive(problemOfCluster)
  return useMutation({
    mutationFn: () => call<HealAnswer>('/api/v1/heal', { method: 'POST' }),
    onSuccess: ({ results }) => say(healNews(results, clusterProblem)),
    onError: error => say({ tone: 'bad', title: couldNot('heal', error), detail: error.message }),
  })
}

function showRun(client: Parameters<typeof changeLive>[0], run: Run) {
  // The stream may have told of this run already, and of more than the answer knows.
  changeLive(client, (state: LiveState) =>
    state.runs.some(known => known.id === run.id)
      ? state
      : applyDelta(state, { kind: 'runs', upsert: [run], remove: [] }),
  )
}

function problemOfCluster(state: LiveState): string | null {
  const cluster = state.platforms.find(platform => platform.id === 'cluster')
  return cluster?.reachable === false ? cluster.problem : null
}

function couldNot(what: string, error: unknown): string {
  const status = error instanceof ApiError && error.status > 0 ? `: ${error.status}` : ''
  return `Could not ${what}${status}`
}
