import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { PartialLines, parseCri } from './cri.ts'

const CHUNK = 256 * 1024

/** A message of a container. */
export interface Message {
  time: number
  stream: string
  text: string
}

/** Follows one file. It is read from where it was left, also after it was renamed. */
export class Tail {
  readonly #file: FileHandle
  readonly inode: number
  readonly #lines = new PartialLines()
  #offset: number
  /** Bytes read and not yet a whole line. */
  #rest = Buffer.alloc(0)
  /** Where the first message that is not sent yet begins. */
  #sentTo: number

  private constructor(file: FileHandle, inode: number, offset: number) {
    this.#file = file
    this.inode = inode
    this.#offset = offset
    this.#sentTo = offset
  }

  /** `offset` counts for the file with this inode only; any other is read from its beginning. */
  static async open(path: string, left?: { inode: number; offset: number }): Promise<Tail> {
    const file = await open(path, 'r')
    try {
      const { ino, size } = await file.stat()
      return new Tail(file, ino, left?.inode === ino && left.offset <= size ? left.offset : 0)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Up to which byte everything was taken by `send`. */
  get sentTo(): number {
    return this.#sentTo
  }

  /**
   * Reads what was added, and hands the messages on; false from `send` means that they are to come again later.
   * True when everything that there is was read and taken.
   */
  async read(send: (messages: Message[]) => boolean): Promise<boolean> {
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK)
      const { bytesRead } = await this.#file.read(chunk, 0, CHUNK, this.#offset)
      if (bytesRead === 0) return true
      const before = { rest: this.#rest, offset: this.#offset, parts: this.#lines.snapshot() }
      const messages = this.#take(chunk.subarray(0, bytesRead))
      if (messages.length > 0 && !send(messages)) {
        this.#rest = before.rest
        this.#offset = before.offset
        this.#lines.restore(before.parts)
        return false
      }
      // Parts of a message that has not ended are read again after a restart.
      if (!this.#lines.waiting) this.#sentTo = this.#offset - this.#rest.length
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  #take(chunk: Buffer): Message[] {
    this.#offset += chunk.length
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const end = bytes.lastIndexOf(10) + 1
    this.#rest = Buffer.from(bytes.subarray(end))
    const messages: Message[] = []
    for (const line of bytes.toString('utf8', 0, end).split('\n')) {
      const entry = parseCri(line)
      const message = entry && this.#lines.push(entry)
      if (message) messages.push(message)
    }
    return messages
  }
}
