import type { Vector } from '../grid.ts'
import { type MetricFunction, perSeries } from './function.ts'

const second = 1000

/** Compares each value with the one before it, however long ago that was (in seconds). */
function withPrevious(
  compare: (value: number, previous: number, secondsBetween: number) => number | null,
): MetricFunction {
  return perSeries((values, _call, { interval }) => {
    let previous: { value: number; at: number } | null = null
    return values.map((value, at) => {
      if (value === null) return null
      const result = previous && compare(value, previous.value, ((at - previous.at) * interval) / second)
      previous = { value, at }
      return result
    })
  })
}

const ratePer = (seconds: number): MetricFunction =>
  withPrevious((value, previous, between) => ((value - previous) / between) * seconds)

function running(add: (intervalSeconds: number) => (total: number, value: number) => number): MetricFunction {
  return perSeries((values, _call, { interval }) => {
    const next = add(interval / second)
    let total = 0
    return values.map(value => {
      if (value === null) return null
      total = next(total, value)
      return total
    })
  })
}

/** The straight line with the least squared distance to the values. */
function trendLine(values: Vector['values']): (number | null)[] {
  const points = values.flatMap((value, at) => (value === null ? [] : [[at, value] as const]))
  const count = points.length
  if (count < 2) return [...values]
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((total, point) => total + of(point), 0) / count
  const x = mean(point => point[0])
  const y = mean(point => point[1])
  const slope = mean(point => (point[0] - x) * (point[1] - y)) / mean(point => (point[0] - x) ** 2)
  return values.map((_, at) => y + slope * (at - x))
}

/** The time between values, of all groups together. */
const dt: MetricFunction = {
  apply: (vectors, _call, { interval, length }) => {
    let previous: number | null = null
    const values = Array.from({ length }, (_, at) => {
      if (vectors.every(vector => (vector.values[at] ?? null) === null)) return null
      const between = previous === null ? null : ((at - previous) * interval) / second
      previous = at
      return between
    })
    return vectors.length === 0 ? [] : [{ tagSet: [], unit: null, values }]
  },
}

/** Functions that look at how values follow each other. */
export const courseFunctions: Readonly<Record<string, MetricFunction>> = {
  diff: withPrevious((value, previous) => value - previous),
  monotonic_diff: withPrevious((value, previous) => (value >= previous ? value - previous : null)),
  derivative: ratePer(1),
  per_second: ratePer(1),
  per_minute: ratePer(60),
  per_hour: ratePer(3600),
  dt,
  throughput: perSeries((values, _call, { interval }) =>
    values.map(value => (value === null ? null : value / (interval / second))),
  ),
  cumsum: running(() => (total, value) => total + value),
  integral: running(seconds => (total, value) => total + value * seconds),
  trend_line: perSeries(trendLine),
}
