import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf } from '@chat-demo/engine'
import { type Progress, progressSchema } from '../../features/tour/progress-schema.ts'

/** Keeps the place of the tour over a restart of the control center. */
export class ProgressStore {
  readonly #file: string
  readonly #warn: (message: string) => void
  #writing: Promise<void> = Promise.resolve()

  constructor(file: string, warn: (message: string) => void) {
    this.#file = file
    this.#warn = warn
  }

  /** null without a tour. A file that cannot be used costs the place, not the start. */
  async read(): Promise<Progress | null> {
    await mkdir(dirname(this.#file), { recursive: true })
    try {
      return progressSchema.parse(JSON.parse(await readFile(this.#file, 'utf8')))
    } catch (error) {
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!absent) this.#warn(`${this.#file} cannot be used, the tour begins anew: ${messageOf(error)}`)
      return null
    }
  }

  write(progress: Progress | null): void {
    this.#writing = this.#writing.then(async () => {
      try {
        if (progress === null) return await rm(this.#file, { force: true })
        await writeFile(`${this.#file}.new`, JSON.stringify(progress), { mode: 0o600 })
        await rename(`${this.#file}.new`, this.#file)
      } catch (error) {
        this.#warn(`${this.#file} cannot be written, a restart loses the tour's place: ${messageOf(error)}`)
      }
    })
  }

  /** Resolves when everything is on disk. */
  flush(): Promise<void> {
    return this.#writing
  }
}
