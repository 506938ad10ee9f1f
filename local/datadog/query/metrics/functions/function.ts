import { QueryError } from '../../error.ts'
import type { CallExpression } from '../ast.ts'
import type { Grid, Vector } from '../grid.ts'

/** A function of the metric language: series in, series out. */
export interface MetricFunction {
  apply(vectors: readonly Vector[], call: CallExpression, grid: Grid): Vector[]
  /** How far the series are taken from elsewhere in time, in seconds; negative is earlier. */
  shift?(call: CallExpression): number
  /** How many seconds before the range are needed, too. */
  before?(call: CallExpression): number
  /** Gives something even when no series matched and nothing was grouped. */
  fromNothing?: boolean
  /** Makes sense of single numbers, too; others look at the course over time. */
  ofNumbers?: boolean
}

/** The n-th parameter after the series, as a number. */
export function numberAt(call: CallExpression, position: number, fallback?: number): number {
  const value = call.parameters[position] ?? fallback
  if (typeof value === 'number') return value
  throw new QueryError(
    `Error parsing query: ${call.name}() wants a number as parameter ${position + 2}, got ${value === undefined ? 'nothing' : `"${value}"`}`,
  )
}

/** The n-th parameter after the series, as one of the words. */
export function wordAt<W extends string>(call: CallExpression, position: number, words: readonly W[], fallback?: W): W {
  const value = call.parameters[position] ?? fallback
  const known = words.find(word => word === value)
  if (known !== undefined) return known
  throw new QueryError(
    `Error parsing query: ${call.name}() wants ${words.join(', ')} as parameter ${position + 2}, got ${value === undefined ? 'nothing' : `"${value}"`}`,
  )
}

/** Numbers that are none, as of a division by zero, are holes. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** A function that changes each series by itself. */
export function perSeries(
  change: (values: Vector['values'], call: CallExpression, grid: Grid) => (number | null)[],
  rest: Partial<MetricFunction> = {},
): MetricFunction {
  return {
    ...rest,
    apply: (vectors, call, grid) => vectors.map(vector => ({ ...vector, values: change(vector.values, call, grid) })),
  }
}

/** A function that changes each value by itself. */
export function perValue(change: (value: number, call: CallExpression) => number | null): MetricFunction {
  return perSeries((values, call) => values.map(value => (value === null ? null : change(value, call))), {
    ofNumbers: true,
  })
}
