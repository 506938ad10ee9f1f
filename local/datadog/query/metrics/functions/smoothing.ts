import type { Vector } from '../grid.ts'
import { type MetricFunction, numberAt, perSeries, wordAt } from './function.ts'

/** Exponentially weighted moving average: the newest value counts 2 / (span + 1). */
function ewma(span: number): MetricFunction {
  const weight = 2 / (span + 1)
  return perSeries(values => {
    let average: number | null = null
    return values.map(value => {
      if (value === null) return null
      average = average === null ? value : weight * value + (1 - weight) * average
      return average
    })
  })
}

const sumOf = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0)
const meanOf = (values: readonly number[]): number => sumOf(values) / values.length

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [below = 0, above = below] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)
  return (below + above) / 2
}

function rollingMedian(span: number): MetricFunction {
  return perSeries(values => {
    const window: number[] = []
    return values.map(value => {
      if (value === null) return null
      window.push(value)
      if (window.length > span) window.shift()
      return medianOf(window)
    })
  })
}

/** The average of the last `span` intervals, this one included, of those that have a value. */
function movingAverage(values: Vector['values'], span: number): (number | null)[] {
  return values.map((value, at) => {
    if (value === null) return null
    return meanOf(values.slice(Math.max(0, at - span + 1), at + 1).filter(each => each !== null))
  })
}

const variance = (values: readonly number[]): number => {
  const mean = meanOf(values)
  return meanOf(values.map(value => (value - mean) ** 2))
}
const roughness = (values: readonly number[]): number =>
  variance(values.slice(1).map((value, at) => value - (values[at] ?? value)))
function kurtosis(values: readonly number[]): number {
  const mean = meanOf(values)
  const spread = variance(values)
  return spread === 0 ? 0 : meanOf(values.map(value => (value - mean) ** 4)) / spread ** 2
}

/**
 * The span of autosmooth: the least rough moving average, up to a tenth of the graph, that keeps at least the kurtosis
 * of the original, so that outliers stay (Rong and Bailis, "ASAP", 2017).
 */
function smoothestSpan(values: Vector['values']): number {
  const numbers = values.filter(value => value !== null)
  if (numbers.length < 10) return 1
  const original = kurtosis(numbers)
  let best = { span: 1, roughness: roughness(numbers) }
  for (let span = 2; span <= numbers.length / 10; span++) {
    const smooth = movingAverage(numbers, span).filter(value => value !== null)
    const rough = roughness(smooth)
    if (rough < best.roughness && kurtosis(smooth) >= original) best = { span, roughness: rough }
  }
  return best.span
}

const aggregates = {
  avg: meanOf,
  sum: sumOf,
  min: (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b)),
  max: (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b)),
  count: (values: readonly number[]) => values.length,
}
const aggregateNames = Object.keys(aggregates) as (keyof typeof aggregates)[]

const movingRollup: MetricFunction = {
  before: call => numberAt(call, 0),
  ...perSeries((values, call, { interval }) => {
    const span = Math.max(1, Math.round((numberAt(call, 0) * 1000) / interval))
    const aggregate = aggregates[wordAt(call, 1, aggregateNames, 'avg')]
    return values.map((_, at) => {
      const window = values.slice(Math.max(0, at - span + 1), at + 1).filter(value => value !== null)
      return window.length === 0 ? null : aggregate(window)
    })
  }),
}

export const smoothingFunctions: Readonly<Record<string, MetricFunction>> = {
  ...Object.fromEntries([3, 5, 7, 10, 20].map(span => [`ewma_${span}`, ewma(span)])),
  ...Object.fromEntries([3, 5, 7, 9].map(span => [`median_${span}`, rollingMedian(span)])),
  moving_rollup: movingRollup,
  autosmooth: {
    // One span for all groups: that of the longest series.
    apply: vectors => {
      const filled = (vector: Vector) => vector.values.filter(value => value !== null).length
      const longest = vectors.reduce<Vector | undefined>(
        (most, vector) => (most && filled(most) >= filled(vector) ? most : vector),
        undefined,
      )
      const span = longest ? smoothestSpan(longest.values) : 1
      return vectors.map(vector => ({ ...vector, values: movingAverage(vector.values, span) }))
    },
  },
}
