import type { Logger } from 'pino'
import type { Check, CheckContext, CheckFactory } from '../checks/check.ts'
import { every, type Schedule } from '../checks/schedule.ts'
import type { CheckSender } from '../checks/sender.ts'
import type { ClusterView } from '../kubernetes/cluster-view.ts'
import { livePods } from '../kubernetes/cluster-view.ts'
import { type CheckConfig, type Discoverer, discover } from './annotations.ts'

export interface AutodiscoveryOptions extends Discoverer {
  cluster: ClusterView
  /** By the name of the integration. */
  checks: Readonly<Record<string, CheckFactory>>
  sender: (host: string, tags: readonly string[]) => CheckSender
  log: Logger
  now: () => number
  /** Of each check, as the Agent's `min_collection_interval`. */
  everyMs: number
}

interface Running {
  check: Check
  schedule: Schedule
}

/** Runs the checks that the annotations of this node's pods ask for, for as long as they ask. */
export class Autodiscovery {
  readonly #options: AutodiscoveryOptions
  readonly #running = new Map<string, Running>()
  readonly #told = new Set<string>()
  readonly #ending = new Set<Promise<void>>()
  #closed = false

  constructor(options: AutodiscoveryOptions) {
    this.#options = options
    options.cluster.onChange('Pod', () => this.#reconcile())
  }

  /** What runs now, for the Agent's own figures. */
  running(): string[] {
    return [...this.#running.keys()].map(key => JSON.parse(key).slice(1, 3).join('/')).sort()
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const key of [...this.#running.keys()]) this.#stop(key)
    await Promise.all(this.#ending)
  }

  #reconcile(): void {
    if (this.#closed) return
    const { cluster, hostname } = this.#options
    const found = livePods(cluster.list('Pod'), hostname).map(pod => discover(pod, this.#options))
    const problems = new Set(found.flatMap(({ problems }) => problems))
    for (const problem of problems) this.#tell(problem)
    for (const problem of this.#told) if (!problems.has(problem)) this.#told.delete(problem)
    const wanted = new Map(found.flatMap(({ configs }) => configs).map(config => [config.key, config]))
    for (const key of [...this.#running.keys()]) if (!wanted.has(key)) this.#stop(key)
    for (const config of wanted.values()) if (!this.#running.has(config.key)) this.#start(config)
  }

  #start(config: CheckConfig): void {
    const { checks, everyMs, log } = this.#options
    const { integration, container } = config
    const make = checks[integration]
    if (!make) {
      this.#tell(`the check ${integration} of container ${container} is none that runs here`)
      return
    }
    let check: Check
    try {
      check = make(config.instance, this.#context(config))
    } catch (error) {
      this.#tell(`container ${container}: ${error instanceof Error ? error.message : error}`)
      return
    }
    let last = ''
    const onError = (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      if (reason !== last) log.warn({ integration, container, reason }, 'a check failed')
      last = reason
    }
    log.info({ integration, container }, 'a check is scheduled')
    this.#running.set(config.key, { check, schedule: every({ everyMs, work: () => check.run(), onError }) })
  }

  /** Checks see their container's tags that all pods of the workload share: low cardinality. */
  #context({ podUid, container }: CheckConfig): CheckContext {
    const { cluster, hostname, sender, log, now } = this.#options
    const own = cluster.podTags
      .forEntity(podUid, container)
      .filter(tag => !/^(?:pod_name|display_container_name|container_name):/.test(tag))
    return { hostname, log, now, sender: (host, tags) => sender(host, [...own, ...tags]) }
  }

  #stop(key: string): void {
    const running = this.#running.get(key)
    if (!running) return
    this.#running.delete(key)
    const ending = running.schedule
      .close()
      .then(() => running.check.close())
      .catch(error => this.#options.log.warn({ err: error }, 'a check did not end in order'))
      .finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }

  #tell(problem: string): void {
    if (this.#told.has(problem)) return
    this.#told.add(problem)
    this.#options.log.warn({ problem }, 'autodiscovery cannot use an annotation')
  }
}
