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

/**
 * The pointer with indices in place of `[name=X]`, and for each the place of the name that was found there.
 * Null when an array has no element of that name.
 */
export function resolve(
  document: unknown,
  pointer: string,
): { path: string; names: { path: string; value: string }[] } | null {
  let path = ''
  const names: { path: string; value: string }[] = []
  for (const segment of pointer.split('/').slice(1)) {
    const wanted = /^\[name=(.+)\]$/.exec(segment)?.[1]
    if (wanted === undefined) {
      path += `/${segment}`
      continue
    }
    const list = valueAt(document, path)
    const index = Array.isArray(list) ? list.findIndex(element => valueAt(element, '/name') === wanted) : -1
    if (index === -1) return null
    path += `/${index}`
    names.push({ path: `${path}/name`, value: wanted })
  }
  return { path, names }
}

export const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'))
