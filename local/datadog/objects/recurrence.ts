import { createRequire } from 'node:module'
import type { TimeRange } from '../query/error.ts'

// The package's entry for `import` is one that Node cannot load, and its other one has no names to import.
const { RRule } = createRequire(import.meta.url)('rrule') as typeof import('rrule')

/** Begins of a recurring thing that lasts `durationMs` and is under way somewhere in the range. Unix milliseconds. */
export function occurrences(rule: string, start: number, durationMs: number, range: TimeRange): number[] {
  const options = RRule.parseString(rule.replace(/^RRULE:/i, ''))
  const recurring = new RRule({ ...options, dtstart: new Date(start) })
  return recurring
    .between(new Date(range.from - durationMs), new Date(range.to), true)
    .map(date => date.getTime())
    .filter(begin => begin >= start && begin < range.to && begin + durationMs > range.from)
}

/** What is wrong with a rule, or null. */
export function problemOfRule(rule: string): string | null {
  try {
    const options = RRule.parseString(rule.replace(/^RRULE:/i, ''))
    return options.freq === undefined ? `the rule '${rule}' has no FREQ` : null
  } catch (error) {
    return `the rule '${rule}' cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** The next begin after a time, or null when there is none. */
export function nextOccurrence(rule: string, start: number, after: number): number | null {
  const options = RRule.parseString(rule.replace(/^RRULE:/i, ''))
  return new RRule({ ...options, dtstart: new Date(start) }).after(new Date(after), true)?.getTime() ?? null
}
