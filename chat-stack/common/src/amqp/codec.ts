import type { z } from 'zod'

/** @returns undefined when the bytes are not JSON of the wanted shape */
export function decode<S extends z.ZodType>(schema: S, content: Buffer): z.output<S> | undefined {
  let value: unknown
  try {
    value = JSON.parse(content.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  const parsed = schema.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

export function encode(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}
