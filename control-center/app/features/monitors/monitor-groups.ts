import type { MonitorRow, MonitorState } from '../../platform/widgets/model.ts'

export interface MonitorGroup {
  state: MonitorState
  rows: MonitorRow[]
}

/** In this order they need the eye. */
export const ORDER: MonitorState[] = ['Alert', 'Warn', 'No Data', 'Unknown', 'Ignored', 'Skipped', 'OK']

/** Monitors by state, the worst first; only those whose name, tags or query have all of the words. */
export function monitorGroups(rows: readonly MonitorRow[], words: string, only: MonitorState | null): MonitorGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const matching = rows.filter(row => {
    const text = [row.name, row.query, ...row.tags].join(' ').toLowerCase()
    return wanted.every(word => text.includes(word))
  })
  return ORDER.filter(state => only === null || state === only)
    .map(state => ({ state, rows: matching.filter(row => row.state === state) }))
    .filter(group => group.rows.length > 0)
}

/** The first paragraph of a monitor's message, without the marks of its grammar: what to do. */
export function messageWords(message: string): string {
  const [first = ''] = message
    .replace(/\{\{[^}]*\}\}/g, ' ')
    .replace(/(^|\s)@[\w.-]+(@[\w.-]+)?/g, ' ')
    .trim()
    .split(/\n\s*\n/)
  return first
    .replace(/[*_`#]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
