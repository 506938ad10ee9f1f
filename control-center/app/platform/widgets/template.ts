import type { TemplateVariable } from './definition.ts'

/** What a template variable stands for: `*` and nothing remove its filter. */
function valuesOf({ defaults, default: single }: TemplateVariable): string[] {
  const values = defaults?.length ? defaults : single ? [single] : []
  return values.includes('*') ? [] : values
}

/**
 * Puts the defaults of a dashboard's template variables in their places. `$env` becomes `env:prod`, or `*` within a
 * metric's braces when nothing is chosen; several values are an OR. `$env.value` is the bare value.
 */
export function fillTemplate(
  words: string,
  variables: readonly TemplateVariable[],
  grammar: 'metric' | 'search',
): string {
  return (
    [...variables]
      // A name may begin with another one's.
      .sort((a, b) => b.name.length - a.name.length)
      .reduce((filled, variable) => {
        const values = valuesOf(variable)
        const name = literally(variable.name)
        const bare = values.length > 0 ? (values[0] ?? '*') : '*'
        return filled
          .replace(new RegExp(`\\$${name}\\.value\\b`, 'g'), () => bare)
          .replace(new RegExp(`\\$${name}(?![\\w.])`, 'g'), () => filterOf(variable, values, grammar))
      }, words)
  )
}

function filterOf({ prefix }: TemplateVariable, values: string[], grammar: 'metric' | 'search'): string {
  if (values.length === 0) return '*'
  const filters = values.map(value => (prefix ? `${prefix}:${value}` : value))
  const [only = '*'] = filters
  if (filters.length === 1) return only
  return grammar === 'metric' && prefix ? `${prefix} IN (${values.join(',')})` : `(${filters.join(' OR ')})`
}

/** The same for every text within a query object. */
export function fillQuery<T>(value: T, variables: readonly TemplateVariable[]): T {
  if (variables.length === 0) return value
  const fill = (part: unknown, key: string): unknown => {
    if (typeof part === 'string') return fillTemplate(part, variables, key === 'query' ? 'metric' : 'search')
    if (Array.isArray(part)) return part.map(item => fill(item, key))
    if (typeof part !== 'object' || part === null) return part
    const inSearch = key === 'search'
    return Object.fromEntries(
      Object.entries(part).map(([name, inner]) => [name, fill(inner, inSearch ? 'search' : name)]),
    )
  }
  return fill(value, '') as T
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
