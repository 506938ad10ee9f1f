import { type FSWatcher, watch } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cancel, Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { describeProblem, parseScenario, type ScenarioProblem } from './parse.ts'
import type { Scenario } from './schema.ts'

/** Editors write a file in several steps: wait until they are through. */
const QUIET_MS = 150

/**
 * The scenarios of a folder, one YAML file each, read again when one changes. A file that cannot be used keeps
 * its last good version, and is named in `problems`.
 */
export class Catalog {
  #scenarios = new Map<string, { file: string; scenario: Scenario }>()
  #problems: ScenarioProblem[] = []
  #watcher: FSWatcher | null = null
  #settling: Cancel | null = null
  readonly #listeners = new Set<() => void>()
  readonly #folder: string
  readonly #clock: Clock

  private constructor(folder: string, clock: Clock) {
    this.#folder = folder
    this.#clock = clock
  }

  /** Rejects when the folder cannot be read; a wrong file does not stop the others. */
  static async open(folder: string, clock: Clock): Promise<Catalog> {
    const catalog = new Catalog(folder, clock)
    await catalog.reload()
    return catalog
  }

  static of(scenarios: Scenario[], clock: Clock): Catalog {
    const catalog = new Catalog('', clock)
    for (const scenario of scenarios) catalog.#scenarios.set(scenario.id, { file: `${scenario.id}.yaml`, scenario })
    return catalog
  }

  list(): Scenario[] {
    return [...this.#scenarios.values()].map(entry => entry.scenario)
  }

  get(id: string): Scenario | undefined {
    return this.#scenarios.get(id)?.scenario
  }

  problems(): string[] {
    return this.#problems.map(describeProblem)
  }

  /** Follows the folder until `close`; listeners are called after each reading. */
  watch(listener: () => void, failed: (problem: string) => void): void {
    this.#listeners.add(listener)
    if (this.#watcher) return
    this.#watcher = watch(this.#folder, () => {
      this.#settling?.()
      this.#settling = this.#clock.after(QUIET_MS, () => {
        this.reload().catch(error => failed(`${this.#folder}: ${messageOf(error)}`))
      })
    })
    this.#watcher.on('error', error => failed(`${this.#folder}: ${messageOf(error)}`))
  }

  close(): void {
    this.#watcher?.close()
    this.#settling?.()
    this.#listeners.clear()
  }

  async reload(): Promise<void> {
    const files = (await readdir(this.#folder)).filter(file => /\.ya?ml$/.test(file)).sort()
    const texts = await Promise.all(
      files.map(async file => ({ file, text: await readFile(join(this.#folder, file), 'utf8') })),
    )
    const next = new Map<string, { file: string; scenario: Scenario }>()
    const problems: ScenarioProblem[] = []
    for (const { file, text } of texts) {
      const parsed = parseScenario(file, text)
      const before = [...this.#scenarios.values()].find(entry => entry.file === file)
      if ('problems' in parsed) {
        problems.push(...parsed.problems)
        if (before) next.set(before.scenario.id, before)
        continue
      }
      const { id } = parsed.scenario
      const taken = next.get(id)
      if (taken)
        problems.push({ file, line: 1, column: 1, field: 'id', message: `${id} is the id of ${taken.file} already` })
      else next.set(id, { file, scenario: parsed.scenario })
    }
    this.#scenarios = next
    this.#problems = problems
    for (const listener of this.#listeners) listener()
  }
}
