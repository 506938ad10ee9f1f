import type { ItemsAnswer } from '../datadog/calls.ts'
import type { ListKind } from './asks.ts'
import type { LinkTarget, ListRow } from './model.ts'

type Item = ItemsAnswer['data'][number]
type Cell = string | number | null

const MAX_TEXT = 400

/** Rows of a list, newest first, with the columns that its widget names. */
export function listRows(kind: ListKind, items: readonly Item[], columns: readonly string[]): ListRow[] {
  const seen = new Map<string, number>()
  return items.map((item, index) => {
    const read = READERS[kind](item)
    const id = item.id ?? `${read.at}-${index}`
    const again = seen.get(id) ?? 0
    seen.set(id, again + 1)
    const cells = Object.fromEntries(columns.map(column => [column, read.cell(column.replace(/^@/, ''))]))
    const { at, status, label = null, link } = read
    return { id: again === 0 ? id : `${id}-${again}`, at, status, label, cells, link }
  })
}

interface Read {
  at: string
  status: string | null
  label?: string | null
  link: LinkTarget | null
  /** By a column's name, without its `@`. */
  cell: (column: string) => Cell
}

const READERS: Record<ListKind, (item: Item) => Read> = {
  logs: ({ attributes }) => {
    const traceId = text(path(attributes, 'attributes.dd.trace_id') ?? path(attributes, 'attributes.trace_id'))
    return {
      at: time(attributes.timestamp),
      status: text(attributes.status),
      link: traceLink(traceId),
      cell: column =>
        column === 'content'
          ? cellOf(attributes.message)
          : cellOf(attributes[column] ?? path(attributes, `attributes.${column}`) ?? tag(attributes, column)),
    }
  },
  spans: ({ attributes }) => {
    const nanoseconds = Number(path(attributes, 'custom.duration') ?? Number.NaN)
    const [from, to] = [time(attributes.start_timestamp), time(attributes.end_timestamp)]
    const seconds = Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : (Date.parse(to) - Date.parse(from)) / 1000
    const failed = path(attributes, 'custom.error') ?? attributes.error
    return {
      at: from,
      status: text(attributes.status) ?? (failed ? 'error' : 'ok'),
      link: traceLink(text(attributes.trace_id)),
      cell: column =>
        column === 'duration'
          ? seconds
          : cellOf(attributes[column] ?? path(attributes, `custom.${column}`) ?? tag(attributes, column)),
    }
  },
  rum: ({ attributes }) => ({
    at: time(attributes.timestamp),
    status: path(attributes, 'attributes.type') === 'error' ? 'error' : null,
    link: null,
    cell: column => cellOf(path(attributes, `attributes.${column}`) ?? attributes[column] ?? tag(attributes, column)),
  }),
  events: ({ attributes }) => {
    const title = text(path(attributes, 'attributes.title') ?? attributes.title)
    const message = withoutMarks(text(attributes.message ?? path(attributes, 'attributes.message')))
    // Kubernetes' events: what of which object, and why.
    const [, object, reason] = /^\w+ (?:[\w-]+\/)?([\w.-]+): (\w+)$/.exec(title ?? '') ?? []
    const words = object ? `${object}: ${message ?? reason}` : (title ?? message)
    return {
      at: time(attributes.timestamp ?? path(attributes, 'attributes.timestamp')),
      status: text(path(attributes, 'attributes.status') ?? attributes.status),
      label: reason ?? null,
      link: null,
      cell: column => {
        if (column === 'message' || column === 'title') return cellOf(words)
        return cellOf(attributes[column] ?? path(attributes, `attributes.${column}`) ?? tag(attributes, column))
      },
    }
  },
  llm: ({ attributes }) => ({
    at: time(Number(attributes.start_ns ?? Number.NaN) / 1e6),
    status: text(attributes.status),
    link: traceLink(text(attributes.trace_id), 'llm-trace'),
    cell: column => {
      if (column === 'duration') return Number(attributes.duration ?? Number.NaN) / 1e9
      const io = /^(?:meta\.)?(input|output)(?:\.|$)/.exec(column)?.[1]
      if (io) return cellOf(lastWords(attributes[io]))
      return cellOf(
        path(attributes, column.replace(/^meta\./, '')) ??
          path(attributes, `meta.${column}`) ??
          tag(attributes, column),
      )
    },
  }),
}

const traceLink = (id: string | null, to: 'trace' | 'llm-trace' = 'trace'): LinkTarget | null =>
  id ? { to, id } : null

/** What was said last: the value, or the content of the last message. */
function lastWords(io: unknown): unknown {
  const messages = path(io, 'messages')
  const last = Array.isArray(messages) ? messages.at(-1) : null
  return path(io, 'value') ?? path(last, 'content') ?? null
}

/** `a.b.c` within nested objects, where a part may itself be written with dots. */
function path(value: unknown, words: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (words in value) return (value as Record<string, unknown>)[words]
  for (let dot = words.indexOf('.'); dot !== -1; dot = words.indexOf('.', dot + 1)) {
    const found = path((value as Record<string, unknown>)[words.slice(0, dot)], words.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

/** Markdown of an event stands between lines of `%%%`. */
const withoutMarks = (words: string | null) => words?.replaceAll('%%%', '').replace(/\s+/g, ' ').trim() || null

function tag(attributes: Record<string, unknown>, key: string): string | null {
  const { tags } = attributes
  if (!Array.isArray(tags)) return null
  const found = tags.find(one => typeof one === 'string' && one.startsWith(`${key}:`))
  return typeof found === 'string' ? found.slice(key.length + 1) : null
}

function text(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null
}

/** ISO time of a text or of milliseconds; the beginning of all time for neither. */
function time(value: unknown): string {
  const at = typeof value === 'number' || typeof value === 'string' ? new Date(value) : new Date(Number.NaN)
  return Number.isNaN(at.getTime()) ? new Date(0).toISOString() : at.toISOString()
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  const words = typeof value === 'string' ? value : JSON.stringify(value)
  return words.length > MAX_TEXT ? `${words.slice(0, MAX_TEXT - 1)}…` : words
}
