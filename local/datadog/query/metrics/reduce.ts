import type { Reducer } from './types.ts'

/** One number for a list of points; null when there is none. `area` is in value times seconds. */
export function reduce(values: readonly (number | null)[], reducer: Reducer, intervalSeconds: number): number | null {
  const numbers = values.filter(value => value !== null)
  const last = numbers.at(-1)
  if (last === undefined) return null
  const sum = (of: readonly number[]) => of.reduce((total, each) => total + each, 0)
  switch (reducer) {
    case 'avg':
    case 'mean':
    case 'percentile':
      return sum(numbers) / numbers.length
    case 'sum':
      return sum(numbers)
    case 'min':
      return numbers.reduce((least, each) => Math.min(least, each))
    case 'max':
      return numbers.reduce((most, each) => Math.max(most, each))
    case 'last':
      return last
    case 'area':
      return sum(numbers) * intervalSeconds
    case 'l2norm':
      return Math.sqrt(sum(numbers.map(each => each * each)))
  }
}
