import type { Sample, Signals } from '../observe/sample.ts'
import { type Scenario, scenarioSchema } from '../scenario/schema.ts'
import type { MemoryCluster } from './memory-cluster.ts'

export const workerCrash: Scenario = scenarioSchema.parse({
  id: 'worker-crash',
  title: 'Worker crash',
  brief: 'worker 1 → 0',
  summary: 'The worker goes to zero',
  target: 'deployment/worker',
  steps: [{ scale: { replicas: 0 } }],
  duration: { defaultSeconds: 180, maxSeconds: 600 },
  promises: [
    { signal: 'pods-gone', title: '0 pods', withinSeconds: 10, readyPods: { deployment: 'worker', atMost: 0 } },
    { signal: 'queue-rising', title: 'Queue rising', withinSeconds: 20, queueDepth: { risesBy: 3 } },
    { signal: 'first-504', title: 'First 504', withinSeconds: 60, chatCounter: { name: 'timedOut', risesBy: 1 } },
  ],
  guide: [{ look: 'The worker', where: 'pods', why: 'It is gone' }],
  healed: { means: 'All answered', everyQuestionAnswered: true },
  teaches: 'Look at the queue',
})

export const badImage: Scenario = scenarioSchema.parse({
  ...workerCrash,
  id: 'bad-image',
  title: 'Bad image',
  target: 'deployment/backend',
  steps: [
    {
      patch: [
        { op: 'test', path: '/spec/template/spec/containers/0/name', value: 'backend' },
        { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'backend:next' },
        { op: 'add', path: '/spec/minReadySeconds', value: 5 },
      ],
    },
  ],
  promises: [],
  healed: { means: 'The old image serves' },
})

export const networkLatency: Scenario = scenarioSchema.parse({
  ...workerCrash,
  id: 'network-latency',
  title: 'Network latency',
  target: 'deployment/toxiproxy',
  steps: [
    { toxic: { proxy: 'worker-postgres', type: 'latency', attributes: { latency: 200 } } },
    { toxic: { proxy: 'worker-postgres', type: 'latency', stream: 'upstream', attributes: { latency: 50 } } },
    { toxic: { proxy: 'backend-postgres', type: 'latency', attributes: { latency: 200 } } },
  ],
  promises: [],
  healed: { means: 'Toxics gone' },
})

export const toxiproxySpec = { replicas: 1 }
export const workerSpec = { replicas: 1 }
export const backendSpec = {
  replicas: 2,
  template: { spec: { containers: [{ name: 'backend', image: 'backend:dev' }] } },
}

/** Signals that a test sets; workloads follow the cluster. */
export class TestSignals implements Signals {
  readonly datadog = null
  next: Omit<Sample, 'at' | 'workloads'> = {
    pods: [],
    queue: { ready: 0, unacked: 0, consumers: 1 },
    chat: { accepted: 100, answered: 100, failed: 0, waiting: 0, timedOut: 0, oldestWaitingSeconds: null },
    traffic: 'light',
  }
  reply = { count: 80, failed: 0, p50Seconds: 0.8, p95Seconds: 1 as number | null }
  readonly #cluster: MemoryCluster
  readonly #now: () => number

  constructor(cluster: MemoryCluster, now: () => number) {
    this.#cluster = cluster
    this.#now = now
  }

  sample(): Sample {
    const workloads = Object.fromEntries(
      this.#cluster.current().map(({ name, wanted, ready }) => [name, { wanted, ready, settled: true }]),
    )
    return { at: this.#now(), workloads, ...this.next }
  }

  async replies() {
    return this.reply
  }
}
