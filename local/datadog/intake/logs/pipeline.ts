import { randomUUID } from 'node:crypto'
import type { LogRow } from '../../store/rows.ts'
import { tagSet, tagValue } from '../tags.ts'
import { statusOf } from './status.ts'
import { textStatus } from './text-status.ts'

/** A log before the pipeline: what its sender said of it, and its text. */
export interface RawLog {
  message: string
  /** Attributes that came beside the message. */
  attributes: Readonly<Record<string, unknown>>
  source: string
  service: string
  host: string
  tags: readonly string[]
  /** Unix milliseconds; what the log itself says of its time counts more. */
  time: number
}

const DATE_KEYS = ['@timestamp', 'timestamp', '_timestamp', 'time', 'date', 'published_date', 'syslog.timestamp']
const STATUS_KEYS = ['status', 'severity', 'level', 'syslog.severity']
const MESSAGE_KEYS = ['message', 'msg', 'log']
const SERVICE_KEYS = ['service', 'syslog.appname', 'dd.service']
const HOST_KEYS = ['host', 'hostname', 'syslog.hostname']
const TRACE_KEYS = ['dd.trace_id', 'trace_id', 'contextMap.dd.trace_id']
const SPAN_KEYS = ['dd.span_id', 'span_id', 'contextMap.dd.span_id']
const LONGEST = 1_000_000
/** The intake takes logs this old at most; older ones count as of now. */
const OLDEST_MS = 18 * 3600 * 1000

/**
 * What the backend makes of a log: a JSON text becomes attributes, and the reserved ones among them (date, status,
 * service, host, message, trace and span id) are read from the names that loggers give them.
 */
export function logRow(raw: RawLog, now: number): LogRow {
  const attributes = { ...raw.attributes, ...jsonOf(raw.message) }
  const date = first(attributes, DATE_KEYS, timeOf) ?? raw.time
  const tags = tagSet(raw.tags)
  return {
    time: date > now - OLDEST_MS && date <= now + 60_000 ? date : raw.time,
    id: randomUUID(),
    status: textStatus(raw.source, raw.message) ?? first(attributes, STATUS_KEYS, levelOf) ?? 'info',
    // What the sender's configuration says of the service counts more than the text.
    service: raw.service || (first(attributes, SERVICE_KEYS, textOf) ?? ''),
    source: raw.source,
    host: raw.host || (first(attributes, HOST_KEYS, textOf) ?? ''),
    env: tagValue(tags, 'env') || (first(attributes, ['dd.env'], textOf) ?? ''),
    version: tagValue(tags, 'version') || (first(attributes, ['dd.version'], textOf) ?? ''),
    message: (first(attributes, MESSAGE_KEYS, textOf) ?? raw.message).slice(0, LONGEST),
    traceId: first(attributes, TRACE_KEYS, traceIdOf) ?? '',
    spanId: first(attributes, SPAN_KEYS, spanIdOf) ?? '',
    tags,
    attributes,
  }
}

function jsonOf(text: string): Record<string, unknown> {
  if (!text.startsWith('{')) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // Text that only looks like JSON is a text.
    return {}
  }
}

function first<T>(
  attributes: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  read: (value: unknown) => T | undefined,
): T | undefined {
  for (const key of keys) {
    const found = read(attributes[key] ?? at(attributes, key))
    if (found !== undefined) return found
  }
  return undefined
}

/** Value at a dotted path. */
function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (found, key) => (typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined),
      value,
    )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function levelOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? statusOf(value) : undefined
}

/** Unix milliseconds out of an ISO date or a Unix time in seconds or milliseconds. */
function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number' && value > 0) return value < 1e11 ? value * 1000 : value
  if (typeof value !== 'string') return undefined
  const time = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Date.parse(value)
  return Number.isNaN(time) || time <= 0 ? undefined : time < 1e11 ? time * 1000 : time
}

/** 32 hexadecimal digits out of those, or out of a decimal id of 64 bits. */
function traceIdOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (/^[0-9a-fA-F]{32}$/.test(value)) return value.toLowerCase()
  if (!/^\d{1,20}$/.test(value) || value === '0') return undefined
  return BigInt(value).toString(16).padStart(32, '0')
}

function spanIdOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) && value !== '0' ? value : undefined
}
