import type { Filter } from './ast.ts'

/** What a group shows for a tag that a series does not have. */
export const absent = 'N/A'

const quoted = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')

/** Tests one tag pattern: `key:value`, a bare tag, or either with `*`. Tags differ not by case. */
function tagTest(pattern: string): (tags: readonly string[]) => boolean {
  const wanted = pattern.toLowerCase()
  const absentOf = wanted.endsWith(`:${absent.toLowerCase()}`) ? wanted.slice(0, -absent.length) : null
  if (absentOf !== null) return tags => !tags.some(tag => tag.toLowerCase().startsWith(absentOf))
  if (!wanted.includes('*')) return tags => tags.some(tag => tag.toLowerCase() === wanted)
  const expression = new RegExp(`^${wanted.split('*').map(quoted).join('.*')}$`, 's')
  return tags => tags.some(tag => expression.test(tag.toLowerCase()))
}

/** Compiles a filter to a test of a series' tags. */
export function filterTest(filter: Filter): (tags: readonly string[]) => boolean {
  switch (filter.kind) {
    case 'all':
      return () => true
    case 'tag':
      return tagTest(filter.pattern)
    case 'in': {
      const tests = filter.patterns.map(pattern => tagTest(`${filter.key}:${pattern}`))
      return tags => tests.some(test => test(tags))
    }
    case 'not': {
      const test = filterTest(filter.of)
      return tags => !test(tags)
    }
    case 'and':
    case 'or': {
      const left = filterTest(filter.left)
      const right = filterTest(filter.right)
      return filter.kind === 'and' ? tags => left(tags) && right(tags) : tags => left(tags) || right(tags)
    }
  }
}

/**
 * The groups that a series belongs to, each as `key:value` in the order of the keys: one, or several where it has
 * several values for a key.
 */
export function groupsOf(tags: readonly string[], keys: readonly string[]): string[][] {
  return keys.reduce<string[][]>(
    (groups, key) => {
      const own = tags.filter(tag => tag.startsWith(`${key}:`))
      const choices = own.length > 0 ? own : [`${key}:${absent}`]
      return groups.flatMap(group => choices.map(choice => [...group, choice]))
    },
    [[]],
  )
}
