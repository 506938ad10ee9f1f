import { BadPayload } from '../bad-payload.ts'
import { splitTags } from '../tags.ts'
import type { RawLog } from './pipeline.ts'

const MOST_ITEMS = 1000

/** Defaults from the query string of `/api/v2/logs`. */
export interface LogDefaults {
  ddsource?: string
  ddtags?: string
  hostname?: string
  service?: string
}

/**
 * Logs in the body of `/api/v2/logs`: one object or a list of them (JSON), or lines of text.
 * @throws BadPayload
 */
export function httpLogs(body: string, contentType: string, defaults: LogDefaults, now: number): RawLog[] {
  const items = contentType.startsWith('text/plain') ? body.split('\n').filter(line => line !== '') : jsonItems(body)
  if (items.length > MOST_ITEMS) throw new BadPayload(`${items.length} logs in one body; at most ${MOST_ITEMS}`)
  return items.map(item => rawLog(typeof item === 'string' ? { message: item } : item, defaults, now))
}

function jsonItems(body: string): Record<string, unknown>[] {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (error) {
    throw new BadPayload(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const items = Array.isArray(value) ? value : [value]
  return items.map(item => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) throw new BadPayload('a log is not an object')
    return { ...item }
  })
}

function rawLog(item: Record<string, unknown>, defaults: LogDefaults, now: number): RawLog {
  const { message, ddsource, ddtags, hostname, service, ...attributes } = item
  return {
    message: typeof message === 'string' ? message : message === undefined ? '' : JSON.stringify(message),
    attributes,
    source: text(ddsource) || (defaults.ddsource ?? ''),
    service: text(service) || (defaults.service ?? ''),
    host: text(hostname) || (defaults.hostname ?? ''),
    tags: [...splitTags(text(ddtags)), ...splitTags(defaults.ddtags ?? '')],
    time: now,
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
