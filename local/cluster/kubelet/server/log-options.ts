import type { LogOptions } from '../logs/reader.ts'

/** A request that makes no sense; answered with 400 and this text. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
}

/** Reads the query of `/containerLogs/…`. */
export function logOptions(query: URLSearchParams, now: number): LogOptions & { previous: boolean } {
  const since = sinceOf(query, now)
  return {
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    tailLines: number(query, 'tailLines'),
    limitBytes: number(query, 'limitBytes'),
    ...(since !== undefined && { since }),
  }
}

function sinceOf(query: URLSearchParams, now: number): number | undefined {
  const seconds = number(query, 'sinceSeconds')
  if (seconds !== undefined) return now - seconds * 1000
  const time = query.get('sinceTime')
  if (time === null || time === '') return undefined
  const parsed = Date.parse(time)
  if (Number.isNaN(parsed)) throw new BadRequest(`sinceTime "${time}" is not an RFC 3339 time`)
  return parsed
}

function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name)
  return value !== null && value !== 'false' && value !== '0'
}

function number(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name)
  if (value === null || value === '') return undefined
  if (!/^\d+$/.test(value)) throw new BadRequest(`${name} "${value}" is not a number of 0 or more`)
  return Number(value)
}
