import { timeOfDay } from '../format/time.ts'

/** Lines that the drawer keeps; a log of hours would slow the page down. */
const KEPT = 5_000

export interface LogBuffer {
  lines: { number: number; text: string }[]
  /** The beginning of a line whose end has not arrived yet. */
  rest: string
  /** Lines that arrived in all. */
  total: number
}

export const EMPTY_LOG: LogBuffer = { lines: [], rest: '', total: 0 }

/** Adds what has arrived; a piece may end in the middle of a line. */
export function addChunk(buffer: LogBuffer, chunk: string): LogBuffer {
  const pieces = (buffer.rest + chunk).split('\n')
  const rest = pieces.pop() ?? ''
  const added = pieces.map((text, index) => ({ number: buffer.total + index + 1, text: text.replace(/\r$/, '') }))
  return { lines: [...buffer.lines, ...added].slice(-KEPT), rest, total: buffer.total + added.length }
}

/** Lines that hold the words, whatever their case; all lines without words. */
export function matching(lines: LogBuffer['lines'], words: string): LogBuffer['lines'] {
  const wanted = words.trim().toLowerCase()
  return wanted === '' ? lines : lines.filter(line => line.text.toLowerCase().includes(wanted))
}

export interface ReadLine {
  tone: 'plain' | 'warn' | 'bad'
  level: string | null
  time: string | null
  message: string
  /** Other fields, as `name=value`. */
  fields: string
}

const LEVELS: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }
const TONES: Record<string, ReadLine['tone']> = { warn: 'warn', warning: 'warn', error: 'bad', fatal: 'bad' }
/** Fields that every line repeats. */
const KNOWN = new Set(['level', 'time', 'msg', 'pid', 'hostname', 'name', 'v'])

/** A JSON log line taken apart for reading; anything else stays as it is. */
export function readLine(text: string, timeZone: string): ReadLine {
  const entry = parse(text)
  if (!entry) return { tone: 'plain', level: null, time: null, message: text, fields: '' }
  const { level, time, msg } = entry
  const name = typeof level === 'number' ? (LEVELS[level] ?? String(level)) : typeof level === 'string' ? level : null
  return {
    tone: TONES[name ?? ''] ?? 'plain',
    level: name,
    time: typeof time === 'number' || typeof time === 'string' ? timeOfDay(time, timeZone) : null,
    message: typeof msg === 'string' ? msg : '',
    fields: Object.entries(entry)
      .filter(([key]) => !KNOWN.has(key))
      .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(' '),
  }
}

function parse(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return null
  try {
    const entry: unknown = JSON.parse(text)
    if (typeof entry !== 'object' || entry === null || !('msg' in entry || 'level' in entry)) return null
    const time = 'time' in entry ? entry.time : undefined
    const readable = time === undefined || !Number.isNaN(new Date(time as string | number).getTime())
    return readable ? (entry as Record<string, unknown>) : null
  } catch (error) {
    // A line may begin like JSON and be none.
    if (error instanceof SyntaxError) return null
    throw error
  }
}
