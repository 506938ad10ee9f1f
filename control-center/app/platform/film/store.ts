import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '@chat-demo/engine'
import { type Film, filmSchema } from '../../features/runs/film-schema.ts'

/** A file each, in a folder of its own. A run's record stands in the cluster; its film is too large for that. */
export class FilmStore {
  readonly #folder: string
  readonly #warn: (message: string) => void
  #writing: Promise<void> = Promise.resolve()

  constructor(folder: string, warn: (message: string) => void) {
    this.#folder = folder
    this.#warn = warn
  }

  /** null when there is none that can be read. */
  async read(runId: string): Promise<Film | null> {
    await this.#writing
    try {
      return filmSchema.parse(JSON.parse(await readFile(this.#file(runId), 'utf8')))
    } catch (error) {
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!absent) this.#warn(`What was kept of run ${runId} cannot be read: ${messageOf(error)}`)
      return null
    }
  }

  write(film: Film): void {
    const file = this.#file(film.runId)
    const text = JSON.stringify(film)
    this.#after(async () => {
      await mkdir(this.#folder, { recursive: true })
      await writeFile(`${file}.new`, text, { mode: 0o600 })
      await rename(`${file}.new`, file)
    })
  }

  /** Drops the films of runs that nobody knows any more. */
  keep(runIds: ReadonlySet<string>): void {
    this.#after(async () => {
      await mkdir(this.#folder, { recursive: true })
      for (const name of await readdir(this.#folder)) {
        if (!runIds.has(name.replace(/\.json$/, ''))) await rm(join(this.#folder, name), { force: true })
      }
    })
  }

  /** Resolves when everything is on disk. */
  flush(): Promise<void> {
    return this.#writing
  }

  #file(runId: string): string {
    return join(this.#folder, `${runId}.json`)
  }

  #after(action: () => Promise<void>): void {
    this.#writing = this.#writing.then(action).catch(error => {
      this.#warn(`What is kept of runs cannot be written: ${messageOf(error)}`)
    })
  }
}
