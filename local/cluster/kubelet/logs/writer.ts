import { once } from 'node:events'
import { createWriteStream, mkdirSync, renameSync, rmSync, type WriteStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Clock } from '../../client/clock.ts'
import { formatEntry, LineSplitter, logTime } from './cri.ts'

export interface LogWriterOptions {
  clock: Clock
  /** For example `…/<container>/0.log`. */
  path: string
  /** The file is rotated when it grows beyond this. */
  maxBytes?: number
  /** Files kept, the one being written included. */
  maxFiles?: number
}

/** Writes what a container prints to its log file and rotates that by size, as a kubelet with its runtime does. */
export class LogWriter {
  readonly #options: Required<LogWriterOptions>
  #stream: WriteStream
  #bytes = 0
  #order = 0
  #rotations = 0
  #last: Promise<void> = Promise.resolve()

  constructor(options: LogWriterOptions) {
    this.#options = { maxBytes: 10 * 1024 * 1024, maxFiles: 5, ...options }
    mkdirSync(dirname(options.path), { recursive: true })
    this.#stream = createWriteStream(options.path, { flags: 'a' })
  }

  /** Copies both streams until they end, then closes the file. The source waits while the disk is slow. */
  async copy(stdout: Readable, stderr: Readable): Promise<void> {
    await Promise.all([this.#copyStream('stdout', stdout), this.#copyStream('stderr', stderr)])
    this.#stream.end()
    await finished(this.#stream)
  }

  async #copyStream(stream: 'stdout' | 'stderr', source: Readable): Promise<void> {
    const splitter = new LineSplitter()
    for await (const chunk of source) await this.#write(stream, splitter.push(chunk as Buffer))
    await this.#write(stream, splitter.end())
  }

  /** One write after the other, whichever stream it comes from: a rotation must not overtake one. */
  #write(stream: 'stdout' | 'stderr', lines: { text: string; partial: boolean }[]): Promise<void> {
    if (lines.length === 0) return Promise.resolve()
    const now = this.#options.clock.now()
    const text = lines.map(line => formatEntry({ ...line, stream, time: logTime(now, this.#order++) })).join('')
    this.#last = this.#last.then(() => this.#append(text))
    return this.#last
  }

  async #append(text: string): Promise<void> {
    this.#bytes += Buffer.byteLength(text)
    const accepted = this.#stream.write(text)
    if (this.#bytes > this.#options.maxBytes) await this.#rotate()
    else if (!accepted) await once(this.#stream, 'drain')
  }

  async #rotate(): Promise<void> {
    const { path, clock, maxFiles } = this.#options
    const full = this.#stream
    const stamp = new Date(clock.now()).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
    renameSync(path, `${path}.${stamp}-${String(this.#rotations++).padStart(6, '0')}`)
    this.#stream = createWriteStream(path, { flags: 'a' })
    this.#bytes = 0
    full.end()
    await finished(full)
    const rotated = await rotatedFiles(path)
    for (const old of rotated.slice(0, Math.max(0, rotated.length - (maxFiles - 1)))) rmSync(old, { force: true })
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
