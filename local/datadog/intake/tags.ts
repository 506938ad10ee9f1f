const LONGEST = 200
const CLEAN = /^[a-z:][a-z0-9_\-:./]*$/
const FORBIDDEN = /[^\p{L}\p{N}_\-:./]+/gu

/** A tag as the backend keeps it: lower case, other characters than letters, digits and `_-:./` as one underscore. */
export function normaliseTag(tag: string): string {
  if (tag.length <= LONGEST && CLEAN.test(tag) && !tag.endsWith('_') && !tag.includes('__')) return tag
  return tag
    .toLowerCase()
    .replace(FORBIDDEN, '_')
    .replace(/_+/g, '_')
    .replace(/^[^\p{L}:]+/u, '')
    .slice(0, LONGEST)
    .replace(/_+$/, '')
}

/** Normalised tags of all lists together: sorted, each once, empty ones left out. */
export function tagSet(...lists: readonly (readonly string[])[]): string[] {
  const set = new Set<string>()
  for (const list of lists) for (const tag of list) set.add(normaliseTag(tag))
  set.delete('')
  return [...set].sort()
}

/** Splits `a:b,c:d` as it stands in a query parameter or a `ddtags`. */
export function splitTags(text: string): string[] {
  return text
    .split(',')
    .map(tag => tag.trim())
    .filter(tag => tag !== '')
}

/** Value of the first `key:value` in the list; empty when there is none. */
export function tagValue(tags: readonly string[], key: string): string {
  const prefix = `${key}:`
  return tags.find(tag => tag.startsWith(prefix))?.slice(prefix.length) ?? ''
}

/** `key:value` for each entry with a value. */
export function tagsOf(record: Readonly<Record<string, string | number | undefined>>): string[] {
  return Object.entries(record)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key}:${value}`)
}
