import { type FSWatcher, watch } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type LogEntry, parseEntry } from './cri.ts'
import { rotatedFiles } from './writer.ts'

export interface LogOptions {
  /** Keeps on until the container has ended and everything is read. */
  follow?: boolean
  tailLines?: number
  /** Entries before this moment (milliseconds since the epoch) are left out. */
  since?: number
  timestamps?: boolean
  limitBytes?: number
}

export interface LogSource {
  /** The file being written, for example `…/0.log`. */
  path: string
  /** Whether more may come. */
  live: () => boolean
  signal: AbortSignal
}

/** A reader that is told of no change looks at the file this often, so that a lost notice cannot stall it. */
const RECHECK_MS = 1_000

/** The text of a container's log, in pieces. */
export async function* readLog(source: LogSource, options: LogOptions): AsyncGenerator<string> {
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY
  for await (const entry of entries(source, options)) {
    if (options.since !== undefined && Date.parse(entry.time) < options.since) continue
    const text = `${options.timestamps ? `${entry.time} ` : ''}${entry.text}${entry.partial ? '' : '\n'}`
    const size = Buffer.byteLength(text)
    if (size >= left) {
      yield Buffer.from(text).subarray(0, left).toString('utf8')
      return
    }
    left -= size
    yield text
  }
}

async function* entries(source: LogSource, options: LogOptions): AsyncGenerator<LogEntry> {
  let handle = await open(source.path)
  const tail = new LineTail(handle)
  // Watched before the first read, so that nothing is written unnoticed between a read and the wait after it.
  const changes = options.follow ? new Changes(source) : undefined
  try {
    const past: LogEntry[] = []
    for (const path of await rotatedFiles(source.path)) past.push(...(await readWhole(path)))
    past.push(...(await tail.read()))
    for (const entry of lastLines(past, options.tailLines)) yield entry
    while (changes && !source.signal.aborted) {
      // Asked before reading: what was written until the end is then certainly read.
      const live = source.live()
      const fresh = await tail.read()
      for (const entry of fresh) yield entry
      if (fresh.length > 0) continue
      const next = await reopened(handle, source.path)
      if (next) {
        for (const entry of await tail.read()) yield entry
        await handle.close()
        handle = next
        tail.use(next)
        continue
      }
      if (!live) return
      await changes.next()
    }
  } finally {
    changes?.close()
    await handle.close()
  }
}

/** The last `count` lines; a line that was split into partial entries counts once. */
function lastLines(all: LogEntry[], count: number | undefined): LogEntry[] {
  if (count === undefined) return all
  let first = all.length
  for (let lines = 0; first > 0; first--) {
    const entry = all[first - 1]
    if (!entry?.partial || first === all.length) lines++
    if (lines > count) break
  }
  return all.slice(first)
}

/** The file that took the place of a rotated one. */
async function reopened(handle: FileHandle, path: string): Promise<FileHandle | undefined> {
  let next: FileHandle
  try {
    next = await open(path)
  } catch {
    return undefined // removed with its pod: nothing more comes
  }
  const [before, after] = await Promise.all([handle.stat(), next.stat()])
  if (before.ino !== after.ino) return next
  await next.close()
  return undefined
}

/** Tells when a log file may have changed. */
class Changes {
  readonly #watcher: FSWatcher
  readonly #signal: AbortSignal
  #changed = false
  #notify: () => void = () => undefined

  constructor({ path, signal }: LogSource) {
    this.#signal = signal
    this.#watcher = watch(dirname(path), () => this.#mark())
    // The folder went away with its pod; the next look at the file finds that out.
    this.#watcher.on('error', () => this.#mark())
    signal.addEventListener('abort', this.#mark, { once: true })
  }

  /** Resolves when something has happened since the last call, or after a while. */
  async next(): Promise<void> {
    if (!this.#changed && !this.#signal.aborted) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, RECHECK_MS)
        this.#notify = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.#changed = false
  }

  close(): void {
    this.#watcher.close()
    this.#signal.removeEventListener('abort', this.#mark)
  }

  readonly #mark = () => {
    this.#changed = true
    this.#notify()
  }
}

async function readWhole(path: string): Promise<LogEntry[]> {
  const file = await open(path)
  try {
    return await new LineTail(file).read()
  } finally {
    await file.close()
  }
}

/** Reads the complete lines that were added to a file since the last time. */
class LineTail {
  #file: FileHandle
  #position = 0
  #rest: Buffer = Buffer.alloc(0)

  constructor(file: FileHandle) {
    this.#file = file
  }

  use(file: FileHandle): void {
    this.#file = file
    this.#position = 0
    this.#rest = Buffer.alloc(0)
  }

  async read(): Promise<LogEntry[]> {
    const found: LogEntry[] = []
    const buffer = Buffer.alloc(64 * 1024)
    for (;;) {
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, this.#position)
      if (bytesRead === 0) return found
      this.#position += bytesRead
      const bytes = Buffer.concat([this.#rest, buffer.subarray(0, bytesRead)])
      const end = bytes.lastIndexOf(10) + 1
      this.#rest = bytes.subarray(end)
      for (const line of bytes.toString('utf8', 0, end).split('\n')) {
        const entry = line === '' ? undefined : parseEntry(line)
        if (entry) found.push(entry)
      }
    }
  }
}
