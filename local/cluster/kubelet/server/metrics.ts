import { cpus, freemem, totalmem } from 'node:os'
import type { Usage } from '../processes/supervisor.ts'

export interface ContainerUsage {
  cpuNanoCores: number
  memoryBytes: number
}

export interface ResourceSummary {
  pods: {
    namespace: string
    name: string
    containers: (ContainerUsage & { name: string })[]
    /** RFC 3339. */
    timestamp: string
    windowSeconds: number
  }[]
  node: ContainerUsage
}

export interface MeasuredContainer {
  namespace: string
  pod: string
  container: string
  /** Identity of this life of the container. */
  containerId: string
  startedAt: number
  /** Reads its usage now; undefined when it has just ended. */
  usage: () => Usage | undefined
}

/** A summary is good for this long: many readers cost no more than one. */
const FRESH_MS = 2_000
/** CPU use is the mean over at least this long. */
const WINDOW_MS = 10_000

interface Sample {
  at: number
  cpuMs: number
}

/** Turns counters into rates for `kubectl top`; measures only when somebody asks. */
export class ResourceMetrics {
  readonly #containers: () => MeasuredContainer[]
  readonly #now: () => number
  readonly #samples = new Map<string, Sample[]>()
  readonly #node: Sample[]
  #summary: { at: number; value: ResourceSummary } | undefined

  constructor(containers: () => MeasuredContainer[], now: () => number) {
    this.#containers = containers
    this.#now = now
    this.#node = [{ at: now(), cpuMs: nodeCpuMs() }]
  }

  read(): ResourceSummary {
    const now = this.#now()
    if (this.#summary && now - this.#summary.at < FRESH_MS) return this.#summary.value
    const value = this.#measure(now)
    this.#summary = { at: now, value }
    return value
  }

  #measure(now: number): ResourceSummary {
    const pods = new Map<string, ResourceSummary['pods'][number]>()
    const live = new Set<string>()
    for (const { namespace, pod, container, containerId, startedAt, usage } of this.#containers()) {
      const used = usage()
      if (!used) continue
      live.add(containerId)
      // A life begins with no CPU time used: its first rate is its mean so far.
      const samples = this.#samples.get(containerId) ?? [{ at: startedAt, cpuMs: 0 }]
      const { nanoCores, seconds } = rate(samples, { at: now, cpuMs: used.cpuMs })
      this.#samples.set(containerId, samples)
      const key = `${namespace}/${pod}`
      const entry = pods.get(key) ?? {
        namespace,
        name: pod,
        containers: [],
        timestamp: new Date(now).toISOString(),
        windowSeconds: seconds,
      }
      entry.containers.push({ name: container, cpuNanoCores: nanoCores, memoryBytes: used.memoryBytes })
      pods.set(key, entry)
    }
    for (const id of this.#samples.keys()) if (!live.has(id)) this.#samples.delete(id)
    return { pods: [...pods.values()], node: this.#measureNode(now) }
  }

  #measureNode(now: number): ContainerUsage {
    const { nanoCores } = rate(this.#node, { at: now, cpuMs: nodeCpuMs() })
    return { cpuNanoCores: nanoCores, memoryBytes: totalmem() - freemem() }
  }
}

/** CPU time that all processes of this machine have used, in milliseconds. */
function nodeCpuMs(): number {
  return cpus().reduce((total, { times }) => total + times.user + times.nice + times.sys + times.irq, 0)
}

/** Adds a sample and gives the mean rate since the newest one that is at least a window old, or the oldest there is. */
export function rate(samples: Sample[], sample: Sample): { nanoCores: number; seconds: number } {
  while (samples.length > 1 && (samples[1]?.at ?? 0) <= sample.at - WINDOW_MS) samples.shift()
  const from = samples[0] ?? sample
  samples.push(sample)
  const elapsed = sample.at - from.at
  if (elapsed <= 0) return { nanoCores: 0, seconds: 0 }
  return { nanoCores: Math.max(0, ((sample.cpuMs - from.cpuMs) / elapsed) * 1e9), seconds: elapsed / 1000 }
}
