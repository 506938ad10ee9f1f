import type { SeriesRecord } from './protocol.ts'
import type { MetricType } from './rows.ts'
import type { Series } from './store.ts'

type Identity = Omit<SeriesRecord, 'id'>
type Entry = { -readonly [K in keyof Series]: Series[K] }

const separator = '\u0000'
const keyOf = ({ metric, type, interval, tags }: Identity): string =>
  [metric, type, interval ?? '', ...tags].join(separator)

/**
 * Which metric and tags belong to which series id. In memory, because every query begins with "which series match",
 * and that takes microseconds here.
 */
export class SeriesIndex {
  readonly #byKey = new Map<string, Entry>()
  readonly #byMetric = new Map<string, Entry[]>()
  /** One string for a tag, however many series carry it. */
  readonly #tags = new Map<string, string>()
  #nextId = 1

  constructor(known: readonly (SeriesRecord & { lastSeen: number })[]) {
    for (const { lastSeen, ...record } of known) this.#add(record).lastSeen = lastSeen
  }

  #add(record: SeriesRecord): Entry {
    const entry: Entry = { ...record, tags: record.tags.map(tag => this.#shared(tag)), lastSeen: 0 }
    this.#byKey.set(keyOf(record), entry)
    const ofMetric = this.#byMetric.get(record.metric)
    if (ofMetric) ofMetric.push(entry)
    else this.#byMetric.set(record.metric, [entry])
    this.#nextId = Math.max(this.#nextId, record.id + 1)
    return entry
  }

  #shared(tag: string): string {
    const known = this.#tags.get(tag)
    if (known !== undefined) return known
    this.#tags.set(tag, tag)
    return tag
  }

  /** The id to store a value under; `created` is the series to write first when it was not known. */
  resolve(
    identity: { metric: string; type: MetricType | 'distribution'; interval: number | null; tags: readonly string[] },
    time: number,
  ): { id: number; created: SeriesRecord | null } {
    const known = this.#byKey.get(keyOf(identity))
    if (known) {
      if (time > known.lastSeen) known.lastSeen = time
      return { id: known.id, created: null }
    }
    const created = { id: this.#nextId, ...identity }
    this.#add(created).lastSeen = time
    return { id: created.id, created }
  }

  of(metric: string): readonly Series[] {
    return this.#byMetric.get(metric) ?? []
  }

  metrics(): string[] {
    return [...this.#byMetric.keys()].sort()
  }

  /** Forgets those of the ids that were last seen before the time; answers which. */
  forget(ids: readonly number[], before: number): number[] {
    const candidates = new Set(ids)
    const gone: number[] = []
    for (const [key, entry] of this.#byKey) {
      if (!candidates.has(entry.id) || entry.lastSeen >= before) continue
      gone.push(entry.id)
      this.#byKey.delete(key)
      const left = this.of(entry.metric).filter(each => each !== entry)
      if (left.length > 0) this.#byMetric.set(entry.metric, left as Entry[])
      else this.#byMetric.delete(entry.metric)
    }
    return gone
  }
}
