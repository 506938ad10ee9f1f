/** A line of a container's log, as container runtimes write it. */
export interface CriEntry {
  /** Unix milliseconds. */
  time: number
  stream: string
  /** The text goes on in the next entry of the same stream. */
  partial: boolean
  text: string
}

/** Reads `<RFC 3339 with nanoseconds> stdout|stderr F|P <text>`; undefined for anything else. */
export function parseCri(line: string): CriEntry | undefined {
  const match = /^(\S+) (stdout|stderr) ([FP])(?:\S*)(?: (.*))?$/s.exec(line)
  if (!match) return undefined
  const [, stamp = '', stream = '', tag, text = ''] = match
  const time = Date.parse(stamp)
  return Number.isNaN(time) ? undefined : { time, stream, partial: tag === 'P', text }
}

/** The Agent cuts a message that never ends. */
const LONGEST = 256 * 1024

/** Joins entries into messages: parts of a stream until its last one. */
export class PartialLines {
  #parts = new Map<string, { time: number; text: string }>()

  /** The message that this entry completes, with the time of its first part. */
  push({ time, stream, partial, text }: CriEntry): { time: number; stream: string; text: string } | undefined {
    const before = this.#parts.get(stream)
    const whole = { time: before?.time ?? time, text: (before?.text ?? '') + text }
    if (partial && whole.text.length < LONGEST) {
      this.#parts.set(stream, whole)
      return undefined
    }
    this.#parts.delete(stream)
    return { ...whole, stream }
  }

  snapshot(): ReadonlyMap<string, { time: number; text: string }> {
    return new Map(this.#parts)
  }

  /** Back to an earlier snapshot: what was pushed since then will be pushed again. */
  restore(snapshot: ReadonlyMap<string, { time: number; text: string }>): void {
    this.#parts = new Map(snapshot)
  }

  /** Whether parts are waiting for their end. */
  get waiting(): boolean {
    return this.#parts.size > 0
  }
}
