import { type Clock, iso } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { isMaterial } from './progress.ts'
import { isOver, mergeRecords, type RunRecord } from './record.ts'
import type { RunStore } from './store.ts'

const RETRY_MS = 2_000

/** The runs as this process knows them, kept in step with the cluster's records. */
export class RunBook {
  readonly #records = new Map<string, RunRecord>()
  readonly #dirty = new Set<string>()
  #flushing: Promise<void> | null = null
  #retryAt = 0
  #syncing: Promise<void> | null = null
  /** Milliseconds of the last reading that worked; null before the first. */
  syncedAt: number | null = null
  /** Why records cannot be read or written; null while they can. */
  problem: string | null = null
  readonly #store: RunStore
  readonly #clock: Clock

  constructor(store: RunStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Newest first. */
  list(): RunRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.run.startedAt < b.run.startedAt ? 1 : -1))
  }

  get(id: string): RunRecord | undefined {
    return this.#records.get(id)
  }

  /** Takes a newer account of a run; what must survive this process is written at the next `flush`. */
  set(record: RunRecord): void {
    const before = this.#records.get(record.run.id)
    this.#records.set(record.run.id, record)
    if (isMaterial(before, record)) this.#dirty.add(record.run.id)
  }

  /** Writes now, and takes the run in only when that worked. */
  async write(record: RunRecord): Promise<void> {
    await this.#store.update(record.run.id, () => record)
    this.#records.set(record.run.id, record)
  }

  /** Forgets a run that changed nothing. */
  async forget(id: string): Promise<void> {
    this.#records.delete(id)
    this.#dirty.delete(id)
    await this.#store.remove(id)
  }

  /** Reads what others wrote. Never rejects: `problem` says what is wrong. Calls at the same time share one reading. */
  sync(): Promise<void> {
    this.#syncing ??= this.#read().finally(() => {
      this.#syncing = null
    })
    return this.#syncing
  }

  async #read(): Promise<void> {
    const before = new Set(this.#records.keys())
    try {
      const { records, problems } = await this.#store.refresh()
      const theirs = new Set(records.map(record => record.run.id))
      for (const record of records) {
        const mine = this.#records.get(record.run.id)
        this.#records.set(record.run.id, mine ? mergeRecords(record, mine) : record)
      }
      for (const [id, record] of this.#records) {
        if (before.has(id) && !theirs.has(id) && isOver(record.run) && !this.#dirty.has(id)) this.#records.delete(id)
      }
      this.syncedAt = this.#clock.now()
      this.problem = problems[0] ?? null
    } catch (error) {
      this.problem = messageOf(error)
    }
  }

  /** Writes what has changed since. Never rejects; what could not be written is tried again later. */
  flush(): Promise<void> {
    if (this.#dirty.size === 0 || this.#clock.now() < this.#retryAt) return this.#flushing ?? Promise.resolve()
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = null
    })
    return this.#flushing
  }

  /** Resolves when nothing is being read or written any more, and what has changed is written if that is possible. */
  async settle(): Promise<void> {
    await this.#syncing
    await this.#flushing
    await this.flush()
  }

  async #write(): Promise<void> {
    for (const id of [...this.#dirty]) {
      const mine = this.#records.get(id)
      this.#dirty.delete(id)
      if (!mine) continue
      try {
        await this.#store.update(id, theirs => (theirs ? mergeRecords(theirs, mine) : mine))
      } catch (error) {
        this.#dirty.add(id)
        this.#retryAt = this.#clock.now() + RETRY_MS
        this.problem = `since ${iso(this.#clock.now())}: ${messageOf(error)}`
        return
      }
    }
  }
}
