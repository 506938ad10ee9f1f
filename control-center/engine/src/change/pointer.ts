/** A JSON Pointer (RFC 6901) as its unescaped segments. */
export function segments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

export const escapeSegment = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1')

/** What stands at the pointer, or `undefined` when nothing does. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document
  for (const segment of segments(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
    value = (value as Record<string, unknown>)[segment]
  }
  return value
}

export const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'))
