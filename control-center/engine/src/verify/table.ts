import type { Result } from './journal.ts'

/** One promise of a scenario against what was measured, over all rounds. Seconds. */
export interface PromiseRow {
  scenario: string
  signal: string
  title: string
  source: string
  promised: number
  /** Rounds in which it was seen in time, seen at all, and looked for. */
  kept: number
  seen: number
  rounds: number
  min: number | null
  median: number | null
  max: number | null
}

export interface ScenarioRow {
  scenario: string
  rounds: number
  recovered: number
  /** Seconds to the proof. */
  recovery: { min: number; median: number; max: number } | null
  lost: number
  problems: string[]
  promises: PromiseRow[]
}

/** The median of at least one number. */
function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

function spread(values: readonly number[]): { min: number; median: number; max: number } | null {
  const sorted = [...values].sort((a, b) => a - b)
  const [min] = sorted
  const max = sorted.at(-1)
  return min === undefined || max === undefined ? null : { min, median: median(sorted), max }
}

export function tableOf(results: readonly Result[]): ScenarioRow[] {
  return [...new Set(results.map(result => result.scenario))].map(scenario => {
    const own = results.filter(result => result.scenario === scenario)
    const signals = new Set(own.flatMap(result => result.evidence.map(one => one.signal)))
    return {
      scenario,
      rounds: own.length,
      recovered: own.filter(result => result.recoverySeconds !== null).length,
      recovery: spread(own.flatMap(result => result.recoverySeconds ?? [])),
      lost: own.reduce((sum, result) => sum + (result.lost ?? 0), 0),
      problems: own.flatMap(result => (result.problem === null ? [] : [`round ${result.round}: ${result.problem}`])),
      promises: [...signals].flatMap(signal => promiseRow(scenario, signal, own) ?? []),
    }
  })
}

function promiseRow(scenario: string, signal: string, results: readonly Result[]): PromiseRow | null {
  const all = results.flatMap(result => result.evidence.filter(one => one.signal === signal))
  const newest = all.at(-1)
  if (!newest) return null
  const seen = all.flatMap(one => one.seenAfterSeconds ?? [])
  const { min = null, median: middle = null, max = null } = spread(seen) ?? {}
  return {
    scenario,
    signal,
    title: newest.title,
    source: newest.source,
    promised: newest.withinSeconds,
    kept: all.filter(one => one.seenAfterSeconds !== null && one.seenAfterSeconds <= one.withinSeconds).length,
    seen: seen.length,
    rounds: all.length,
    min,
    median: middle,
    max,
  }
}

/** Every promise kept, every recovery proven, nothing lost. */
export const allKept = (results: readonly Result[]): boolean =>
  results.every(
    ({ evidence, recoverySeconds, lost, problem }) =>
      problem === null &&
      recoverySeconds !== null &&
      lost === 0 &&
      evidence.every(one => one.seenAfterSeconds !== null && one.seenAfterSeconds <= one.withinSeconds),
  )

const seconds = (value: number | null) => (value === null ? '–' : value.toFixed(1))

const HEAD = ['scenario', 'evidence', 'seen in', 'promise', 'min', 'median', 'max', 'kept', 'recovered', 'lost']

/** scenario × evidence × promise × min/median/max × recovered × lost, for a terminal. Seconds. */
export function tableText(rows: readonly ScenarioRow[]): string {
  const cells = rows.flatMap(row => {
    const took = row.recovery ? ` in ${seconds(row.recovery.median)}` : ''
    const ends = [`${row.recovered}/${row.rounds}${took}`, String(row.lost)]
    if (row.promises.length === 0) return [[row.scenario, '–', '–', '–', '–', '–', '–', '–', ...ends]]
    return row.promises.map((one, index) => [
      index === 0 ? row.scenario : '',
      one.title,
      one.source,
      seconds(one.promised),
      seconds(one.min),
      seconds(one.median),
      seconds(one.max),
      `${one.kept}/${one.rounds}`,
      ...(index === 0 ? ends : ['', '']),
    ])
  })
  const widths = HEAD.map((title, column) => Math.max(title.length, ...cells.map(line => line[column]?.length ?? 0)))
  const line = (values: readonly string[]) =>
    values
      .map((value, column) => value.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const problems = rows.flatMap(row => row.problems.map(problem => `${row.scenario}, ${problem}`))
  return [line(HEAD), ...cells.map(line), ...(problems.length > 0 ? ['', ...problems] : [])].join('\n')
}
