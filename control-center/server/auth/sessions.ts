import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Clock, iso, messageOf } from '@chat-demo/engine'
import { z } from 'zod'
import type { Session } from '../../app/platform/load-context.ts'
import { hashSecret, newSecret } from './secrets.ts'

const LIFE_MS = 12 * 3600_000

const storedSchema = z.object({
  sessions: z.array(
    z.object({ hash: z.string(), who: z.string(), role: z.literal('presenter'), expiresAt: z.iso.datetime() }),
  ),
})
type Stored = z.infer<typeof storedSchema>['sessions'][number]

/** Logged-in browsers. The file holds hashes only, so that a restart keeps people logged in and a reader gains nothing. */
export class Sessions {
  readonly #file: string
  readonly #clock: Clock
  readonly #warn: (message: string) => void
  #sessions = new Map<string, Stored>()
  #writing: Promise<void> = Promise.resolve()

  private constructor(file: string, clock: Clock, warn: (message: string) => void) {
    this.#file = file
    this.#clock = clock
    this.#warn = warn
  }

  /** Reads what was stored. A file that cannot be used costs a login, not the start. */
  static async open(file: string, clock: Clock, warn: (message: string) => void): Promise<Sessions> {
    const sessions = new Sessions(file, clock, warn)
    await mkdir(dirname(file), { recursive: true })
    try {
      const { sessions: stored } = storedSchema.parse(JSON.parse(await readFile(file, 'utf8')))
      sessions.#sessions = new Map(stored.map(one => [one.hash, one]))
    } catch (error) {
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!absent) warn(`${file} cannot be used, everybody has to log in again: ${messageOf(error)}`)
    }
    return sessions
  }

  /** A new session; `secret` is for the cookie and kept nowhere else. */
  async begin(who: string): Promise<{ secret: string; session: Session; seconds: number }> {
    const secret = newSecret()
    const expiresAt = iso(this.#clock.now() + LIFE_MS)
    this.#sessions.set(hashSecret(secret), { hash: hashSecret(secret), who, role: 'presenter', expiresAt })
    await this.#save()
    return { secret, session: { who, role: 'presenter', expiresAt }, seconds: LIFE_MS / 1000 }
  }

  find(secret: string): Session | null {
    const found = this.#sessions.get(hashSecret(secret))
    if (!found || Date.parse(found.expiresAt) <= this.#clock.now()) return null
    return { who: found.who, role: found.role, expiresAt: found.expiresAt }
  }

  async end(secret: string): Promise<void> {
    if (this.#sessions.delete(hashSecret(secret))) await this.#save()
  }

  /** Resolves when everything is on disk. */
  flush(): Promise<void> {
    return this.#writing
  }

  #save(): Promise<void> {
    const now = this.#clock.now()
    for (const [hash, { expiresAt }] of this.#sessions) if (Date.parse(expiresAt) <= now) this.#sessions.delete(hash)
    const text = JSON.stringify({ sessions: [...this.#sessions.values()] })
    this.#writing = this.#writing.then(async () => {
      try {
        await writeFile(`${this.#file}.new`, text, { mode: 0o600 })
        await rename(`${this.#file}.new`, this.#file)
      } catch (error) {
        this.#warn(`${this.#file} cannot be written, a restart will ask for a login: ${messageOf(error)}`)
      }
    })
    return this.#writing
  }
}
