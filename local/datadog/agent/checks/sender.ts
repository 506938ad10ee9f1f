import type { Figures } from '../../intake/figures.ts'
import { tagSet } from '../../intake/tags.ts'
import type { MetricType, PointRow, Rows, ServiceCheckRow, Table } from '../../store/rows.ts'
import type { Store } from '../../store/store.ts'

export type CheckStatus = ServiceCheckRow['status']
export const checkStatus = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const

/** A value that a check has read, in the words of the Agent's checks. */
export interface Sample {
  /**
   * gauge: as it is. rate: a counter, told per second. monotonic_count: a counter, told as what it grew by. count:
   * what was added in the last `interval` seconds.
   */
  kind: 'gauge' | 'rate' | 'monotonic_count' | 'count'
  metric: string
  value: number
  tags: readonly string[]
  interval?: number
}

export interface SenderOptions {
  store: Store
  figures: Figures
  /** Name of the host that values are reported for. */
  host: string
  /** On everything that this sender sends. */
  tags: readonly string[]
  now?: () => number
}

/** A counter that nobody has told of for this long has ended. */
const forgetMs = 10 * 60_000

/** Turns what one check reads into points: keeps counters between runs, adds host and tags. */
export class CheckSender {
  readonly #options: SenderOptions
  readonly #now: () => number
  readonly #tags: readonly string[]
  readonly #counters = new Map<string, { at: number; value: number }>()

  constructor(options: SenderOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#tags = [...options.tags, ...(options.host ? [`host:${options.host}`] : [])]
  }

  get host(): string {
    return this.#options.host
  }

  /** Tags of the check with these: normalised, sorted. */
  tagsWith(tags: readonly string[]): string[] {
    return tagSet(this.#tags, tags)
  }

  send(samples: readonly Sample[]): void {
    const time = this.#now()
    const points = samples.flatMap(sample => this.#point(sample, time))
    this.append('points', points)
    for (const [key, { at }] of this.#counters) if (time - at > forgetMs) this.#counters.delete(key)
  }

  serviceCheck(check: string, value: CheckStatus, tags: readonly string[], message = ''): void {
    const row = { time: this.#now(), check, status: value, host: this.host, tags: this.tagsWith(tags), message }
    this.append('serviceChecks', [row])
  }

  /** Appends rows; those that find no room are counted as dropped, as nobody waits who could try again. */
  append<T extends Table>(table: T, rows: readonly Rows[T][]): void {
    if (rows.length === 0) return
    const { store, figures } = this.#options
    if (store.append(table, rows)) figures.accepted(table, rows.length)
    else figures.dropped(table, rows.length, 'the store is full')
  }

  #point({ kind, metric, value, tags, interval }: Sample, time: number): PointRow[] {
    if (!Number.isFinite(value)) return []
    const all = this.tagsWith(tags)
    const row = (type: MetricType, value: number, interval?: number): PointRow => ({
      time,
      metric,
      type,
      tags: all,
      value,
      ...(interval === undefined ? {} : { interval }),
    })
    if (kind === 'gauge') return [row('gauge', value)]
    if (kind === 'count') return [row('count', value, interval)]
    const key = `${kind}\n${metric}\n${all.join('\n')}`
    const before = this.#counters.get(key)
    this.#counters.set(key, { at: time, value })
    // The first value says nothing of the time before, and one that fell began anew.
    if (!before || value < before.value || time <= before.at) return []
    const seconds = (time - before.at) / 1000
    const grown = value - before.value
    // A rate of a check is a gauge to the backend: it has been divided already.
    return kind === 'rate' ? [row('gauge', grown / seconds)] : [row('count', grown, Math.max(1, Math.round(seconds)))]
  }
}
