import { isDeepStrictEqual } from 'node:util'
import { isConflict, isNotFound } from '../../client/api-client.ts'
import { Backoff } from '../../client/backoff.ts'
import { delay } from '../../client/clock.ts'
import type { Cluster } from '../../client/cluster.ts'
import { refOf } from '../../client/owner.ts'
import type { Pod, PodStatus } from '../../client/types.ts'
import type { Log } from '../../controllers/controller.ts'

/** Fields that a merge patch has to clear when they are no longer there. */
const clearable = ['podIP', 'podIPs', 'reason', 'message', 'initContainerStatuses'] as const

/** Writes the newest status of one pod; the pod goes on while the API server is away. */
export class StatusPublisher {
  readonly #cluster: Cluster
  readonly #log: Log
  readonly #pod: Pod
  readonly #backoff = new Backoff({ initial: 250, max: 2_000 })
  readonly #abort = new AbortController()
  #wanted: PodStatus | undefined
  #written: PodStatus | undefined
  #writing: Promise<void> | undefined

  constructor(cluster: Cluster, log: Log, pod: Pod) {
    this.#cluster = cluster
    this.#log = log
    this.#pod = pod
  }

  /** The newest status asked for. */
  get wanted(): PodStatus | undefined {
    return this.#wanted
  }

  publish(status: PodStatus): void {
    this.#wanted = status
    this.#writing ??= this.#run()
  }

  /** Resolves when the newest status is written, or after `timeout` milliseconds. */
  async flush(timeout: number): Promise<void> {
    const timer = new AbortController()
    await Promise.race([this.#writing, delay(this.#cluster.clock, timeout, timer.signal)])
    timer.abort()
  }

  stop(): void {
    this.#abort.abort()
  }

  async #run(): Promise<void> {
    await Promise.resolve() // what changes in the same turn is written at once
    while (!this.#abort.signal.aborted && !isDeepStrictEqual(this.#wanted, this.#written)) {
      const status = this.#wanted
      try {
        const cleared = Object.fromEntries(clearable.filter(name => !status?.[name]).map(name => [name, null]))
        const { uid } = this.#pod.metadata
        await this.#cluster.patch(
          'Pod',
          refOf(this.#pod),
          { metadata: { uid }, status: { ...status, ...cleared } },
          'status',
        )
        this.#written = status
        this.#backoff.forget('')
      } catch (error) {
        // Gone, or another pod of the same name: nobody is left to be told.
        if (isNotFound(error) || isConflict(error)) break
        this.#log.warn({ pod: this.#pod.metadata.name, err: error }, 'the status of a pod could not be written')
        await delay(this.#cluster.clock, this.#backoff.next(''), this.#abort.signal)
      }
    }
    this.#writing = undefined
  }
}
