import type { Clock } from '../../client/clock.ts'
import type { Container, Probe } from '../../client/types.ts'
import { type ProbeKind, type ProbeResult, ProbeState, probeTiming, unhealthyMessage } from './state.ts'

export interface ProberOptions {
  clock: Clock
  container: Container
  check: (probe: Probe, timeout: number) => Promise<ProbeResult>
  /** The startup probe passed, or there is none. */
  onStarted: () => void
  onReady: (ready: boolean) => void
  /** The container has to be restarted. */
  onUnhealthy: (kind: 'startup' | 'liveness', probe: Probe) => void
  onFailure: (message: string) => void
}

/** Runs the probes of one life of a container: startup first, then liveness and readiness. */
export class Prober {
  readonly #options: ProberOptions
  readonly #cancel = new Map<ProbeKind, () => void>()
  #stopped = false

  constructor(options: ProberOptions) {
    this.#options = options
  }

  start(): void {
    const { startupProbe } = this.#options.container
    if (startupProbe) this.#loop('startup', startupProbe)
    else this.#begin()
  }

  /** While a pod ends, only its readiness matters. */
  stopRestarting(): void {
    this.#end('startup')
    this.#end('liveness')
  }

  stop(): void {
    this.#stopped = true
    for (const cancel of this.#cancel.values()) cancel()
    this.#cancel.clear()
  }

  #begin(): void {
    const { container, onStarted, onReady } = this.#options
    onStarted()
    if (container.livenessProbe) this.#loop('liveness', container.livenessProbe)
    if (container.readinessProbe) this.#loop('readiness', container.readinessProbe)
    else onReady(true)
  }

  #loop(kind: ProbeKind, probe: Probe): void {
    const { clock, check, onFailure, container } = this.#options
    const { initialDelay, period, timeout } = probeTiming(kind, probe, container.startupProbe !== undefined)
    const state = new ProbeState(probe)
    const run = async () => {
      const startedAt = clock.now()
      const result = await check(probe, timeout)
      if (this.#stopped || !this.#cancel.has(kind)) return
      if (!result.success) onFailure(unhealthyMessage(kind, result))
      const verdict = state.observe(result.success)
      if (verdict !== undefined) this.#conclude(kind, probe, verdict)
      if (!this.#cancel.has(kind)) return
      this.#cancel.set(kind, clock.after(startedAt + period - clock.now(), run))
    }
    this.#cancel.set(kind, clock.after(initialDelay, run))
  }

  #conclude(kind: ProbeKind, probe: Probe, verdict: boolean): void {
    if (kind === 'readiness') {
      this.#options.onReady(verdict)
    } else if (!verdict) {
      this.#end('startup')
      this.#end('liveness')
      this.#options.onUnhealthy(kind, probe)
    } else if (kind === 'startup') {
      this.#end('startup')
      this.#begin()
    }
  }

  #end(kind: ProbeKind): void {
    this.#cancel.get(kind)?.()
    this.#cancel.delete(kind)
  }
}
