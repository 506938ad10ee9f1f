import type { Probe } from '../../client/types.ts'

export type ProbeKind = 'startup' | 'liveness' | 'readiness'

export interface ProbeResult {
  success: boolean
  /** Why it failed, as the kubelet words it. */
  message: string
}

/** Counts results in a row; says when they amount to a verdict. */
export class ProbeState {
  readonly #successThreshold: number
  readonly #failureThreshold: number
  #last: boolean | undefined
  #run = 0

  constructor(probe: Pick<Probe, 'successThreshold' | 'failureThreshold'>) {
    this.#successThreshold = probe.successThreshold ?? 1
    this.#failureThreshold = probe.failureThreshold ?? 3
  }

  /** True or false when the threshold of that result is reached, otherwise undefined. */
  observe(success: boolean): boolean | undefined {
    this.#run = success === this.#last ? this.#run + 1 : 1
    this.#last = success
    return this.#run >= (success ? this.#successThreshold : this.#failureThreshold) ? success : undefined
  }
}

/** The first look at a container that has just started waits this long, where the probe sets no delay itself. */
const SETTLE_MS = 1_000

/**
 * When a probe runs, in milliseconds. A kubelet begins with the tick after the start of the container: liveness waits
 * a whole period, startup and readiness hardly at all, and readiness not at all once the startup probe has passed.
 */
export function probeTiming(
  kind: ProbeKind,
  probe: Probe,
  hasStartupProbe: boolean,
): { initialDelay: number; period: number; timeout: number } {
  const period = (probe.periodSeconds ?? 10) * 1000
  const first = kind === 'liveness' ? period : kind === 'readiness' && hasStartupProbe ? 0 : Math.min(period, SETTLE_MS)
  return {
    initialDelay: Math.max((probe.initialDelaySeconds ?? 0) * 1000, first),
    period,
    timeout: (probe.timeoutSeconds ?? 1) * 1000,
  }
}

const names: Record<ProbeKind, string> = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' }

/** The message of an `Unhealthy` event. */
export function unhealthyMessage(kind: ProbeKind, result: ProbeResult): string {
  return `${names[kind]} probe failed: ${result.message}`
}
