import { QueryError } from '../error.ts'

/** The last row of a page: the next one begins after it. */
export interface Position {
  time: number
  identity: string
}

export const writeCursor = ({ time, identity }: Position): string =>
  Buffer.from(JSON.stringify({ after: [time, identity] })).toString('base64url')

/** @throws QueryError for anything that writeCursor did not make. */
export function readCursor(text: string): Position {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (typeof value === 'object' && value !== null && 'after' in value && Array.isArray(value.after)) {
      const [time, identity]: unknown[] = value.after
      if (Number.isSafeInteger(time) && typeof identity === 'string') return { time: Number(time), identity }
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new QueryError("input_validation_error(Field 'page' is invalid: invalid cursor)")
}
