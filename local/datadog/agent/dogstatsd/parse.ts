import type { Origin } from '../origin.ts'

export type SampleType = 'c' | 'g' | 'ms' | 'h' | 'd' | 's'

/** One line of a metric, with its values unpacked. */
export interface Sample {
  kind: 'metric'
  name: string
  type: SampleType
  /** Numbers, but for a set whose members are any text. */
  values: readonly (number | string)[]
  /** In (0, 1]: the share of what happened that was sent. */
  rate: number
  tags: readonly string[]
  /** Unix seconds; such a sample is not aggregated. */
  timestamp?: number
  cardinality: string
  origin: Origin
}

export interface EventMessage {
  kind: 'event'
  title: string
  text: string
  timestamp?: number
  host?: string
  aggregationKey: string
  priority: string
  source: string
  alertType: string
  tags: readonly string[]
  cardinality: string
  origin: Origin
}

export interface ServiceCheckMessage {
  kind: 'check'
  name: string
  status: 0 | 1 | 2 | 3
  timestamp?: number
  host?: string
  tags: readonly string[]
  message: string
  cardinality: string
  origin: Origin
}

export type Message = Sample | EventMessage | ServiceCheckMessage

/** A line that is not DogStatsD; the message says why. */
export class BadLine extends Error {
  override name = 'BadLine'
}

const TYPES = new Set<string>(['c', 'g', 'ms', 'h', 'd', 's'])

/** Reads one line of a datagram. @throws BadLine */
export function parseLine(line: string): Message {
  if (line.startsWith('_e{')) return parseEvent(line)
  if (line.startsWith('_sc|')) return parseCheck(line)
  return parseMetric(line)
}

function parseMetric(line: string): Sample {
  const [head = '', type = '', ...fields] = line.split('|')
  const colon = head.indexOf(':')
  if (colon <= 0) throw new BadLine('no "name:value" before the first |')
  const name = head.slice(0, colon)
  if (!isType(type)) throw new BadLine(`type "${type}" is none of c, g, ms, h, d, s`)
  const text = head.slice(colon + 1)
  const values = type === 's' ? [text] : text.split(':').map(number)
  const common = parseFields(fields)
  return { kind: 'metric', name, type, values, rate: rateOf(fields), ...common }
}

function parseEvent(line: string): EventMessage {
  const header = /^_e\{(\d+),(\d+)\}:/.exec(line)
  if (!header) throw new BadLine('an event begins with _e{<title length>,<text length>}:')
  const body = line.slice(header[0].length)
  const { title, text, rest } = splitEvent(body, Number(header[1]), Number(header[2]))
  const fields = rest === '' ? [] : rest.slice(1).split('|')
  const field = fieldOf(fields)
  return {
    kind: 'event',
    title: withNewlines(title),
    text: withNewlines(text),
    host: field('h:'),
    aggregationKey: field('k:') ?? '',
    priority: field('p:') ?? 'normal',
    source: field('s:') ?? '',
    alertType: field('t:') ?? 'info',
    ...parseFields(fields),
    timestamp: seconds(field('d:')),
  }
}

/** Lengths are bytes; some clients count UTF-16 units instead. The separators say which of the two it was. */
function splitEvent(body: string, titleLength: number, textLength: number) {
  const bytes = Buffer.from(body)
  const counts = [
    {
      title: bytes.toString('utf8', 0, titleLength),
      separator: bytes.toString('utf8', titleLength, titleLength + 1),
      text: bytes.toString('utf8', titleLength + 1, titleLength + 1 + textLength),
      rest: bytes.toString('utf8', titleLength + 1 + textLength),
    },
    {
      title: body.slice(0, titleLength),
      separator: body.slice(titleLength, titleLength + 1),
      text: body.slice(titleLength + 1, titleLength + 1 + textLength),
      rest: body.slice(titleLength + 1 + textLength),
    },
  ]
  const fitting = counts.find(({ separator, rest }) => separator === '|' && (rest === '' || rest.startsWith('|')))
  if (!fitting) throw new BadLine('the lengths of title and text do not lead to a |')
  return fitting
}

function parseCheck(line: string): ServiceCheckMessage {
  // The message comes last, and may hold a |.
  const messageAt = line.indexOf('|m:')
  const head = messageAt < 0 ? line : line.slice(0, messageAt)
  const tail = messageAt < 0 ? '' : line.slice(messageAt + 3)
  const [, name = '', status = '', ...fields] = head.split('|')
  if (name === '') throw new BadLine('a service check has a name: _sc|<name>|<status>')
  const code = Number(status)
  if (code !== 0 && code !== 1 && code !== 2 && code !== 3) throw new BadLine(`status "${status}" is none of 0 to 3`)
  const field = fieldOf(fields)
  return {
    kind: 'check',
    name,
    status: code,
    host: field('h:'),
    message: withNewlines(tail).replaceAll('m\\:', 'm:'),
    ...parseFields(fields),
    timestamp: seconds(field('d:')),
  }
}

/** What all kinds share: tags, timestamp, cardinality and where it comes from. Fields come in any order. */
function parseFields(fields: readonly string[]) {
  const field = fieldOf(fields)
  const origin: Origin = { containerId: field('c:'), externalEnv: field('e:') }
  const tags: string[] = []
  let cardinality = field('card:') ?? ''
  for (const tag of (field('#') ?? '').split(',')) {
    if (tag.startsWith('dd.internal.entity_id:')) origin.entityId = tag.slice('dd.internal.entity_id:'.length)
    else if (tag.startsWith('dd.internal.card:')) cardinality = tag.slice('dd.internal.card:'.length)
    else if (tag !== '') tags.push(tag)
  }
  return { tags, timestamp: seconds(field('T')), cardinality, origin }
}

function fieldOf(fields: readonly string[]): (prefix: string) => string | undefined {
  return prefix => fields.find(field => field.startsWith(prefix))?.slice(prefix.length)
}

function rateOf(fields: readonly string[]): number {
  const text = fieldOf(fields)('@')
  if (text === undefined) return 1
  const rate = number(text)
  if (!(rate > 0 && rate <= 1)) throw new BadLine(`sample rate "${text}" is not in (0, 1]`)
  return rate
}

function number(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value)) throw new BadLine(`"${text}" is not a number`)
  return value
}

function seconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : number(text)
}

function withNewlines(text: string): string {
  return text.replaceAll('\\n', '\n')
}

function isType(text: string): text is SampleType {
  return TYPES.has(text)
}
