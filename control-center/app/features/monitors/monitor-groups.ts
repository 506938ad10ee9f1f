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

export interface MonitorMessage {
  /** What it says, without headings: its first paragraph. */
  means: string
  /** What its part “What to do” says; null without one. */
  toDo: string | null
}

const HEADING = /^\s*(?:#+\s*|\*\*)([^*\n]+?)\**\s*$/

/** A monitor's message without the marks of its grammar, in the parts that people look for. */
export function readMessage(message: string): MonitorMessage {
  const parts: { heading: string; lines: string[] }[] = [{ heading: '', lines: [] }]
  const plain = message.replace(/\{\{[^}]*\}\}/g, ' ').replace(/(^|\s)@[\w.-]+(@[\w.-]+)?/g, '$1')
  for (const line of plain.split('\n')) {
    const heading = HEADING.exec(line)?.[1]
    if (heading) parts.push({ heading: heading.toLowerCase(), lines: [] })
    else parts.at(-1)?.lines.push(line)
  }
  const texts = parts.map(({ heading, lines }) => ({ heading, text: wordsOf(lines.join('\n')) }))
  return {
    means: texts.find(part => part.text !== '')?.text ?? '',
    toDo: texts.find(part => part.heading.startsWith('what to do'))?.text || null,
  }
}

const wordsOf = (text: string) => {
  const [first = ''] = text.trim().split(/\n\s*\n/)
  return first
    .replace(/[*_`#]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
