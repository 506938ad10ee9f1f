/** A line of a container log as container runtimes write it: time, stream, tag (`F` full, `P` partial), text. */
export interface LogEntry {
  /** RFC 3339 with nanoseconds. */
  time: string
  stream: 'stdout' | 'stderr'
  /** The text goes on in the next entry of the same stream. */
  partial: boolean
  text: string
}

/** Longer lines are split into partial entries, as containerd does. */
export const MAX_LINE_BYTES = 16 * 1024

/** RFC 3339 with nine fractional digits; `order` tells entries of one millisecond apart. */
export function logTime(milliseconds: number, order: number): string {
  return new Date(milliseconds).toISOString().replace('Z', `${String(order % 1_000_000).padStart(6, '0')}Z`)
}

export function formatEntry({ time, stream, partial, text }: LogEntry): string {
  return `${time} ${stream} ${partial ? 'P' : 'F'} ${text}\n`
}

/** Inverse of `formatEntry` for a line without its newline; undefined when it is not an entry. */
export function parseEntry(line: string): LogEntry | undefined {
  const match = /^(\S+) (stdout|stderr) ([FP])(?:\S*) ?(.*)$/s.exec(line)
  if (!match) return undefined
  const [, time = '', stream, tag, text = ''] = match
  return { time, stream: stream as LogEntry['stream'], partial: tag === 'P', text }
}

/** Cuts the bytes of one stream into lines; what has no newline yet waits for more. */
export class LineSplitter {
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): { text: string; partial: boolean }[] {
    const lines: { text: string; partial: boolean }[] = []
    let buffer = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    for (let end = buffer.indexOf(10); end >= 0; end = buffer.indexOf(10)) {
      this.#take(buffer.subarray(0, end), false, lines)
      buffer = buffer.subarray(end + 1)
    }
    while (buffer.length >= MAX_LINE_BYTES) {
      const cut = characterBoundary(buffer, MAX_LINE_BYTES)
      lines.push({ text: buffer.toString('utf8', 0, cut), partial: true })
      buffer = buffer.subarray(cut)
    }
    this.#rest = Buffer.from(buffer)
    return lines
  }

  /** The last line when the stream ended without a newline. */
  end(): { text: string; partial: boolean }[] {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    return rest.length > 0 ? [{ text: rest.toString('utf8'), partial: false }] : []
  }

  #take(line: Buffer, partial: boolean, lines: { text: string; partial: boolean }[]): void {
    let rest = line
    while (rest.length > MAX_LINE_BYTES) {
      const cut = characterBoundary(rest, MAX_LINE_BYTES)
      lines.push({ text: rest.toString('utf8', 0, cut), partial: true })
      rest = rest.subarray(cut)
    }
    lines.push({ text: rest.toString('utf8'), partial })
  }
}

/** The largest cut at or before `limit` that splits no UTF-8 character. */
function characterBoundary(buffer: Buffer, limit: number): number {
  let cut = Math.min(limit, buffer.length)
  while (cut > limit - 4 && cut > 1 && ((buffer[cut] ?? 0) & 0xc0) === 0x80) cut--
  return cut
}
