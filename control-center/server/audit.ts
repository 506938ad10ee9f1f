import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Clock, iso, messageOf } from '@chat-demo/engine'
import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { Caller } from './auth/authenticate.ts'

export const auditEntrySchema = z.object({
  at: z.iso.datetime(),
  /** null when nobody was logged in. */
  who: z.string().nullable(),
  via: z.enum(['session', 'token']).nullable(),
  method: z.string(),
  path: z.string(),
  /** HTTP status: what became of it. */
  status: z.int(),
  /** What it was about, e.g. `worker-crash → run 3f2a…`. */
  detail: z.string(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

const KEPT = 1_000

/** Who changed what, and who was refused: a file of JSON lines that is only ever added to. */
export class AuditLog {
  readonly #file: string
  readonly #warn: (message: string) => void
  #newest: AuditEntry[] = []
  #writing: Promise<void> = Promise.resolve()

  private constructor(file: string, warn: (message: string) => void) {
    this.#file = file
    this.#warn = warn
  }

  static async open(file: string, warn: (message: string) => void): Promise<AuditLog> {
    const log = new AuditLog(file, warn)
    await mkdir(dirname(file), { recursive: true })
    try {
      const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean).slice(-KEPT)
      log.#newest = lines.flatMap(line => {
        const parsed = auditEntrySchema.safeParse(parse(line))
        return parsed.success ? [parsed.data] : []
      })
    } catch (error) {
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!absent) warn(`${file} cannot be read: ${messageOf(error)}`)
    }
    return log
  }

  /** Newest first. */
  entries(limit: number): AuditEntry[] {
    return this.#newest.slice(-limit).reverse()
  }

  add(entry: AuditEntry): void {
    this.#newest = [...this.#newest, entry].slice(-KEPT)
    this.#writing = this.#writing.then(() =>
      appendFile(this.#file, `${JSON.stringify(entry)}\n`, { mode: 0o600 }).catch(error =>
        this.#warn(`${this.#file} cannot be written: ${messageOf(error)}`),
      ),
    )
  }

  /** Resolves when everything is on disk. */
  flush(): Promise<void> {
    return this.#writing
  }
}

/** A line that a crash cut short is no entry. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** Notes every request that changes something, with what became of it. Handlers put words in `locals.audit`. */
export function auditing(log: AuditLog, clock: Clock): RequestHandler {
  return (request, response, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return next()
    response.on('finish', () => {
      const caller = response.locals.caller as Caller | undefined
      log.add({
        at: iso(clock.now()),
        who: caller?.who ?? null,
        via: caller?.via ?? null,
        method: request.method,
        path: request.originalUrl.split('?')[0] ?? '',
        status: response.statusCode,
        detail: typeof response.locals.audit === 'string' ? response.locals.audit : '',
      })
    })
    next()
  }
}
