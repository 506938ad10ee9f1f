import type { z } from 'zod'
import { ApiError } from '../api/context.ts'

/** The body as the schema wants it; 400 naming every field that is wrong, and what is wanted there. */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw new ApiError(
    400,
    result.error.issues.map(issue => {
      const path = issue.path.map(String).join('.')
      return `Invalid payload: ${path === '' ? 'the body' : `'${path}'`}: ${issue.message}`
    }),
  )
}

type Query = Record<string, string | string[] | undefined>

/** One value of a query string's parameter. */
export function text(query: unknown, name: string): string | undefined {
  const value = (query as Query)[name]
  return Array.isArray(value) ? value.join(',') : value
}

/** 400 when it is no whole number in the range. */
export function wholeNumber(query: unknown, name: string, range: { min: number; max: number }): number | undefined {
  const value = text(query, name)
  if (value === undefined || value === '') return undefined
  const number = Number(value)
  if (Number.isInteger(number) && number >= range.min && number <= range.max) return number
  throw new ApiError(400, [`The value provided for parameter '${name}' is invalid: '${value}' is no whole number`])
}

export function flag(query: unknown, name: string): boolean {
  return text(query, name) === 'true'
}

/** Comma-separated values, without empty ones. */
export function list(query: unknown, name: string): string[] {
  return (text(query, name) ?? '')
    .split(',')
    .map(value => value.trim())
    .filter(value => value !== '')
}
