import type { Clock } from '../clock.ts'
import { YamlFolder } from '../yaml/folder.ts'
import { describeProblem } from '../yaml/read.ts'
import { type Scenario, scenarioSchema } from './schema.ts'

/** The scenarios of a folder, one YAML file each, read again when one changes. */
export class Catalog {
  readonly #folder: YamlFolder<Scenario>

  private constructor(folder: YamlFolder<Scenario>) {
    this.#folder = folder
  }

  /** Rejects when the folder cannot be read; a wrong file does not stop the others. */
  static async open(folder: string, clock: Clock): Promise<Catalog> {
    return new Catalog(await YamlFolder.open(folder, scenarioSchema, clock))
  }

  static of(scenarios: Scenario[], clock: Clock): Catalog {
    return new Catalog(YamlFolder.of(scenarios, scenarioSchema, clock))
  }

  /** In the order of their positions. */
  list(): Scenario[] {
    return this.#folder
      .entries()
      .map(entry => entry.value)
      .sort((a, b) => a.position - b.position)
  }

  get(id: string): Scenario | undefined {
    return this.#folder.get(id)
  }

  problems(): string[] {
    return this.#folder.problems().map(describeProblem)
  }

  /** Follows the folder until `close`; listeners are called after each reading. */
  watch(listener: () => void, failed: (problem: string) => void): void {
    this.#folder.watch(listener, failed)
  }

  close(): void {
    this.#folder.close()
  }

  reload(): Promise<void> {
    return this.#folder.reload()
  }
}
