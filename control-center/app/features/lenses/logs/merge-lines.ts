import type { LogLine } from '../../../platform/lenses/model.ts'

/** Lines that a page keeps; older ones are asked for again. */
const MOST = 1_000

/** What is known and what has come, each line once, newest first. */
export function mergeLines(known: readonly LogLine[], come: readonly LogLine[]): LogLine[] {
  const all = new Map([...come, ...known].map(line => [line.id, line]))
  return [...all.values()]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || a.id.localeCompare(b.id))
    .slice(0, MOST)
}
