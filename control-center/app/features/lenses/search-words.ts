/** Ready-made searches of traces, in Datadog's search syntax. */
export const TRACE_FILTERS = [
  { id: 'all', title: 'All', query: '' },
  { id: 'messages', title: 'Messages', query: 'resource_name:"basic.publish chat request"' },
  { id: 'errors', title: 'Errors', query: 'status:error' },
  { id: '504', title: '504', query: '@http.status_code:504' },
  { id: 'slow', title: 'Slow, over 5 s', query: '@duration:>5s @span.kind:server' },
] as const

export const LOG_FILTERS = [
  { id: 'all', title: 'All', query: '' },
  { id: 'warn', title: 'Warnings and errors', query: 'status:(warn OR error OR critical OR emergency)' },
  { id: 'error', title: 'Errors', query: 'status:(error OR critical OR emergency)' },
] as const

/** What a person wrote and what was chosen beside it, as one query. */
export function searchOf(filters: readonly { id: string; query: string }[], filter: string, words: string): string {
  const chosen = filters.find(({ id }) => id === filter)?.query ?? ''
  const own = words.trim()
  if (own === '' || chosen === '') return own || chosen
  // Alternatives that a person wrote belong together.
  return `${chosen} (${own})`
}

/** The choice that an address asks for, or the first. */
export function filterOf<T extends string>(filters: readonly { id: T }[], words: string | null): T {
  const found = filters.find(({ id }) => id === words) ?? filters[0]
  if (!found) throw new Error('There are no filters to choose from.')
  return found.id
}
