export interface DependencyState {
  ok: boolean
  /** Why it is not, or what was measured. */
  detail?: string
}

export type Phase = 'starting' | 'ready' | 'draining'

/** What `/readyz` says: the phase decides the code; the state of dependencies is only told. */
export interface ReadinessReport {
  status: Phase
  dependencies: Record<string, DependencyState>
}

/**
 * The life of a service: starting, ready, draining. Dependencies report themselves here but never change the phase:
 * otherwise one slow dependency would take every pod out of its Service at once.
 */
export class Readiness {
  #phase: Phase = 'starting'
  readonly #dependencies = new Map<string, () => DependencyState>()

  get phase(): Phase {
    return this.#phase
  }

  ready(): void {
    if (this.#phase === 'starting') this.#phase = 'ready'
  }

  drain(): void {
    this.#phase = 'draining'
  }

  /** @param report called on every read, so it answers from memory */
  dependency(name: string, report: () => DependencyState): void {
    this.#dependencies.set(name, report)
  }

  report(): ReadinessReport {
    const entries = [...this.#dependencies].map(([name, report]) => [name, report()] as const)
    return { status: this.#phase, dependencies: Object.fromEntries(entries) }
  }
}
