import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { DatadogPromise } from '../scenario/promises.ts'
import type { Finding } from './pods.ts'
import type { DatadogSignals, DatadogWindow } from './sample.ts'

/** Datadog announces a few hundred calls an hour for some of its searches. */
const FRESH_MS = 4_000

/** What Datadog says of promised signals, asked at most each four seconds per signal and never waited for. */
export class DatadogProbe {
  readonly #datadog: DatadogSignals | null
  readonly #clock: Clock
  readonly #known = new Map<string, { askedAt: number; finding: Finding; asking: boolean }>()

  constructor(datadog: DatadogSignals | null, clock: Clock) {
    this.#datadog = datadog
    this.#clock = clock
  }

  /** The newest answer; nothing is known before the first one. */
  look(runId: string, promise: DatadogPromise, window: Pick<DatadogWindow, 'quietFrom' | 'injectedAt'>): Finding {
    const datadog = this.#datadog
    if (!datadog) return { seen: null, found: 'no keys of Datadog were given' }
    const now = this.#clock.now()
    const key = `${runId} ${promise.signal}`
    const known = this.#known.get(key) ?? {
      askedAt: Number.NEGATIVE_INFINITY,
      finding: { seen: null, found: 'Datadog is being asked' },
      asking: false,
    }
    this.#known.set(key, known)
    if (!known.asking && now - known.askedAt >= FRESH_MS) {
      known.asking = true
      known.askedAt = now
      datadog.look(promise, { ...window, now }).then(
        finding => Object.assign(known, { finding, asking: false }),
        error =>
          Object.assign(known, { finding: { seen: null, found: `Datadog: ${messageOf(error)}` }, asking: false }),
      )
    }
    return known.finding
  }

  /** Forgets every run that is not named. */
  keep(runIds: Set<string>): void {
    for (const key of this.#known.keys()) if (!runIds.has(key.split(' ')[0] ?? '')) this.#known.delete(key)
  }
}
