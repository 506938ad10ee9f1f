import type { Cluster, Versioned } from '../cluster/cluster.ts'
import { ClusterError } from '../errors.ts'
import { parseRecords, type RunRecord, recordChanges, removal } from './record.ts'

const ATTEMPTS = 8

/** The records of runs in the cluster, under optimistic concurrency. Every call may reject with a `ClusterError`. */
export class RunStore {
  readonly #cluster: Cluster
  #last: Versioned<Record<string, string>> | null = null
  /** One write at a time from here; others are met by the resource version. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  async refresh(): Promise<{ records: RunRecord[]; problems: string[] }> {
    this.#last = await this.#cluster.readRecords()
    return parseRecords(this.#last.value)
  }

  /**
   * Writes what `decide` makes of the record as it stands in the cluster (null when there is none).
   * `decide` returns null to leave it alone. Resolves with the record that stands afterwards.
   */
  async update(id: string, decide: (standing: RunRecord | null) => RunRecord | null): Promise<RunRecord | null> {
    return this.#write(data => {
      const { records } = parseRecords(data)
      const standing = records.find(record => record.run.id === id) ?? null
      const next = decide(standing)
      return { changes: next === null ? null : recordChanges(records, next), result: next ?? standing }
    })
  }

  /** Forgets a run that never began. */
  async remove(id: string): Promise<void> {
    await this.#write(data => ({ changes: Object.hasOwn(data, `run-${id}`) ? removal(id) : null, result: null }))
  }

  #write<T>(
    plan: (data: Record<string, string>) => { changes: Record<string, string | null> | null; result: T },
  ): Promise<T> {
    const task = async (): Promise<T> => {
      for (let attempt = 1; ; attempt++) {
        this.#last ??= await this.#cluster.readRecords()
        const { changes, result } = plan(this.#last.value)
        if (changes === null) return result
        try {
          this.#last = await this.#cluster.writeRecords(this.#last.resourceVersion, changes)
          return result
        } catch (error) {
          this.#last = null
          if (!(error instanceof ClusterError && error.kind === 'conflict') || attempt === ATTEMPTS) throw error
        }
      }
    }
    const run = this.#queue.then(task, task)
    this.#queue = run.catch(() => undefined)
    return run
  }
}
