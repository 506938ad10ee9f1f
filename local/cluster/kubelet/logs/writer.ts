import { closeSync, mkdirSync, openSync, renameSync, rmSync, write } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import type { Clock } from '../../client/clock.ts'
import { formatEntry, LineSplitter, logTime } from './cri.ts'

const writeToFile: (fd: number, buffer: Buffer) => Promise<{ bytesWritten: number }> = promisify(write)

export interface LogWriterOptions {
  clock: Clock
  /** For example `…/<container>/0.log`. */
  path: string
  /** The file is rotated when it grows beyond this. */
  maxBytes?: number
  /** Files kept, the one being written included. */
  maxFiles?: number
  /** The disk refuses (full, read-only): told once; what is printed meanwhile is lost, the container goes on. */
  onError: (error: unknown) => void
}

/** Writes what a container prints to its log file and rotates that by size, as a kubelet with its runtime does. */
export class LogWriter {
  readonly #options: Required<LogWriterOptions>
  #fd: number
  #bytes = 0
  #order = 0
  #rotations = 0
  #failed = false
  #last: Promise<void> = Promise.resolve()

  /** @throws when the file cannot be opened */
  constructor(options: LogWriterOptions) {
    this.#options = { maxBytes: 10 * 1024 * 1024, maxFiles: 5, ...options }
    mkdirSync(dirname(options.path), { recursive: true })
    this.#fd = openSync(options.path, 'a', 0o640)
  }

  /** Copies both streams until they end, then closes the file. The source waits while the disk is slow. */
  async copy(stdout: Readable, stderr: Readable): Promise<void> {
    await Promise.all([this.#copyStream('stdout', stdout), this.#copyStream('stderr', stderr)])
    this.close()
  }

  close(): void {
    closeSync(this.#fd)
  }

  async #copyStream(stream: 'stdout' | 'stderr', source: Readable): Promise<void> {
    const splitter = new LineSplitter()
    try {
      for await (const chunk of source) await this.#write(stream, splitter.push(chunk as Buffer))
    } catch (error) {
      this.#fail(error)
    }
    await this.#write(stream, splitter.end())
  }

  /** One write after the other, whichever stream it comes from: a rotation must not overtake one. */
  #write(stream: 'stdout' | 'stderr', lines: { text: string; partial: boolean }[]): Promise<void> {
    if (lines.length === 0) return Promise.resolve()
    const now = this.#options.clock.now()
    const text = lines.map(line => formatEntry({ ...line, stream, time: logTime(now, this.#order++) })).join('')
    this.#last = this.#last.then(() => this.#append(Buffer.from(text))).catch(error => this.#fail(error))
    return this.#last
  }

  async #append(text: Buffer): Promise<void> {
    for (let rest = text; rest.length > 0; ) {
      const { bytesWritten } = await writeToFile(this.#fd, rest)
      rest = rest.subarray(bytesWritten)
    }
    this.#bytes += text.length
    if (this.#bytes > this.#options.maxBytes) await this.#rotate()
  }

  async #rotate(): Promise<void> {
    const { path, clock, maxFiles } = this.#options
    const stamp = new Date(clock.now()).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
    renameSync(path, `${path}.${stamp}-${String(this.#rotations++).padStart(6, '0')}`)
    const next = openSync(path, 'a', 0o640)
    closeSync(this.#fd)
    this.#fd = next
    this.#bytes = 0
    const rotated = await rotatedFiles(path)
    for (const old of rotated.slice(0, Math.max(0, rotated.length - (maxFiles - 1)))) rmSync(old, { force: true })
  }

  #fail(error: unknown): void {
    if (!this.#failed) this.#options.onError(error)
    this.#failed = true
  }
}

/** Earlier parts of a log file, oldest first. */
export async function rotatedFiles(path: string): Promise<string[]> {
  const names = await readdir(dirname(path))
  return names
    .filter(name => name.startsWith(`${basename(path)}.`))
    .sort()
    .map(name => join(dirname(path), name))
}
