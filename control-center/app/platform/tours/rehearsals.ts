import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf } from '@chat-demo/engine'
import { type Rehearsal, rehearsalSchema } from '../../features/tour/statistics.ts'

const KEPT = 200

/** How tours went: a file of JSON lines that is only ever added to. */
export class Rehearsals {
  readonly #file: string
  readonly #warn: (message: string) => void
  #all: Rehearsal[]
  #writing: Promise<void> = Promise.resolve()

  private constructor(file: string, warn: (message: string) => void, all: Rehearsal[]) {
    this.#file = file
    this.#warn = warn
    this.#all = all
  }

  /** A line that cannot be read is left out; a file that cannot be read costs the statistics, not the start. */
  static async open(file: string, warn: (message: string) => void): Promise<Rehearsals> {
    await mkdir(dirname(file), { recursive: true })
    try {
      const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean).slice(-KEPT)
      return new Rehearsals(file, warn, lines.flatMap(readLine))
    } catch (error) {
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!absent) warn(`${file} cannot be read: ${messageOf(error)}`)
      return new Rehearsals(file, warn, [])
    }
  }

  all(): readonly Rehearsal[] {
    return this.#all
  }

  add(rehearsal: Rehearsal): void {
    this.#all = [...this.#all, rehearsal].slice(-KEPT)
    this.#writing = this.#writing.then(() =>
      appendFile(this.#file, `${JSON.stringify(rehearsal)}\n`, { mode: 0o600 }).catch(error =>
        this.#warn(`${this.#file} cannot be written: ${messageOf(error)}`),
      ),
    )
  }

  /** Resolves when everything is on disk. */
  flush(): Promise<void> {
    return this.#writing
  }
}

function readLine(line: string): Rehearsal[] {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return [] // cut short by a crash
  }
  const parsed = rehearsalSchema.safeParse(json)
  return parsed.success ? [parsed.data] : []
}
