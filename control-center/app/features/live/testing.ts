import type { Run, ScenarioSummary } from '@chat-demo/engine'
import type { LiveState, PodRow } from '../../platform/live-state.ts'

/** A quiet system, for tests. Times are around 14:22 UTC. */
export function liveState(change: Partial<LiveState> = {}): LiveState {
  return {
    serverTime: '2026-11-23T14:22:44.000Z',
    epoch: 'first',
    platforms: [],
    services: [],
    pods: [],
    events: [],
    traffic: {
      profile: 'light',
      perSecond: { off: 0, light: 1, medium: 5, heavy: 20 },
      sentRatio: 1,
      problem: null,
    },
    queue: {
      ready: 0,
      unacked: 1,
      consumers: 1,
      publishedPerSecond: 1,
      deliveredPerSecond: 1,
      history: [],
      problem: null,
    },
    chat: {
      accepted: 60,
      answered: 59,
      failed: 0,
      waiting: 1,
      lost: 0,
      timedOut: 0,
      oldestWaitingSeconds: 1,
      p95Seconds: 1.2,
      history: [],
      problem: null,
    },
    scenarios: [scenario()],
    runs: [],
    steady: {
      steady: true,
      checks: [],
      baseline: { p95Seconds: 1.1, queueMax: 3, messages: 60, since: '2026-11-23T14:20:00.000Z' },
      baselineProblem: null,
    },
    monitors: { rows: [], problem: null, asked: false, everySeconds: 10 },
    tours: { list: [], problems: [], active: null, usual: {} },
    tour: null,
    ...change,
  }
}

export function scenario(change: Partial<ScenarioSummary> = {}): ScenarioSummary {
  return {
    id: 'worker-crash',
    title: 'Worker crash',
    brief: 'worker to 0: queue fills, 504',
    summary: 'worker to 0: queue fills, replies time out',
    target: 'deployment/worker',
    change: 'worker replicas 1 → 0',
    defaultSeconds: 180,
    maxSeconds: 600,
    promises: [
      { signal: 'pods-gone', title: '0 worker pods', source: 'kubernetes', withinSeconds: 10, monitor: null },
      { signal: 'queue-rising', title: 'Queue depth rising', source: 'rabbitmq', withinSeconds: 20, monitor: null },
      { signal: 'timeouts', title: 'Replies time out: 504', source: 'chat', withinSeconds: 60, monitor: null },
    ],
    guide: [
      { look: 'Pods', where: 'pods', why: 'The worker is gone.' },
      { look: 'Waiting messages', where: 'queue', why: 'Nobody takes them.' },
      { look: 'Timed out', where: 'chat', why: 'What users feel.' },
      { look: 'Recovery proof', where: 'proof', why: 'Not before it has held.' },
    ],
    healed: 'Every question asked meanwhile is answered.',
    teaches: 'A queue keeps what a crashed worker cannot take.',
    blocked: null,
    ...change,
  }
}

/** A worker crash, injected at 14:21:50 and active. */
export function run(change: Partial<Run> = {}): Run {
  return {
    id: 'run-1',
    scenario: 'worker-crash',
    title: 'Worker crash',
    state: 'active',
    startedBy: 'presenter',
    startedAt: '2026-11-23T14:21:49.000Z',
    activeAt: '2026-11-23T14:21:50.000Z',
    until: '2026-11-23T14:24:50.000Z',
    healRequestedAt: null,
    healedBy: null,
    endedAt: null,
    recoverySeconds: null,
    outcome: null,
    target: 'deployment/worker',
    change: 'worker replicas 1 → 0',
    evidence: [
      evidence('pods-gone', '0 worker pods', 'kubernetes', 10, 2),
      evidence('queue-rising', 'Queue depth rising', 'rabbitmq', 20, null),
      evidence('timeouts', 'Replies time out: 504', 'chat', 60, null),
    ],
    proof: [],
    requests: { accepted: 54, answered: 2, failed: 0, timedOut: 38, waiting: 52, lost: 0 },
    ...change,
  }
}

function evidence(
  signal: string,
  title: string,
  source: Run['evidence'][number]['source'],
  withinSeconds: number,
  seenAfterSeconds: number | null,
): Run['evidence'][number] {
  return { signal, title, source, withinSeconds, seenAfterSeconds, why: '' }
}

export function pod(change: Partial<PodRow> = {}): PodRow {
  return {
    uid: 'pod-1',
    name: 'worker-7b5d49-m4c2z',
    workload: 'worker',
    status: 'Running',
    tone: 'ok',
    readyContainers: 1,
    containers: 1,
    containerNames: ['worker'],
    restarts: 0,
    memoryBytes: 101 * 1024 ** 2,
    memoryLimitBytes: 256 * 1024 ** 2,
    memoryHistory: [100 * 1024 ** 2, 101 * 1024 ** 2],
    cpuCores: 0.02,
    lastExit: null,
    createdAt: '2026-11-23T13:51:00.000Z',
    backOffSeconds: null,
    ...change,
  }
}
