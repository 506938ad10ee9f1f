import { type FSWatcher, watch } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Cancel, Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { type FileProblem, type ReadYaml, readYaml } from './read.ts'

/** Editors write a file in several steps: wait until they are through. */
const QUIET_MS = 150

interface Entry<T> {
  file: string
  value: T
  /** The place of a field of this file. */
  at: Extract<ReadYaml<T>, { value: T }>['at']
}

/**
 * A folder of YAML files, each one value with an id, read again when one changes. A file that cannot be used keeps
 * its last good version, and is named in `problems`.
 */
export class YamlFolder<T extends { id: string }> {
  #entries = new Map<string, Entry<T>>()
  #problems: FileProblem[] = []
  #watcher: FSWatcher | null = null
  #settling: Cancel | null = null
  readonly #listeners = new Set<() => void>()
  readonly #folder: string
  readonly #schema: z.ZodType<T>
  readonly #clock: Clock

  private constructor(folder: string, schema: z.ZodType<T>, clock: Clock) {
    this.#folder = folder
    this.#schema = schema
    this.#clock = clock
  }

  /** Rejects when the folder cannot be read; a wrong file does not stop the others. */
  static async open<T extends { id: string }>(
    folder: string,
    schema: z.ZodType<T>,
    clock: Clock,
  ): Promise<YamlFolder<T>> {
    const made = new YamlFolder(folder, schema, clock)
    await made.reload()
    return made
  }

  /** Values without files. */
  static of<T extends { id: string }>(values: T[], schema: z.ZodType<T>, clock: Clock): YamlFolder<T> {
    const made = new YamlFolder('', schema, clock)
    for (const value of values) {
      const file = `${value.id}.yaml`
      const at = (path: PropertyKey[], message: string) => ({
        file,
        line: 1,
        column: 1,
        field: path.join('.'),
        message,
      })
      made.#entries.set(value.id, { file, value, at })
    }
    return made
  }

  /** In the order of the files' names. */
  entries(): readonly Entry<T>[] {
    return [...this.#entries.values()]
  }

  get(id: string): T | undefined {
    return this.#entries.get(id)?.value
  }

  problems(): readonly FileProblem[] {
    return this.#problems
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
    const next = new Map<string, Entry<T>>()
    const problems: FileProblem[] = []
    for (const { file, text } of texts) {
      const read = readYaml(file, text, this.#schema)
      const before = [...this.#entries.values()].find(entry => entry.file === file)
      if ('problems' in read) {
        problems.push(...read.problems)
        if (before) next.set(before.value.id, before)
        continue
      }
      const taken = next.get(read.value.id)
      if (taken) problems.push(read.at(['id'], `${read.value.id} is the id of ${taken.file} already`))
      else next.set(read.value.id, { file, ...read })
    }
    this.#entries = next
    this.#problems = problems
    for (const listener of this.#listeners) listener()
  }
}
