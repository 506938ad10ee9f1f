import type { Vector } from '../grid.ts'
import { reduce } from '../reduce.ts'
import type { Reducer } from '../types.ts'
import { type MetricFunction, numberAt, wordAt } from './function.ts'

const rankings = ['mean', 'avg', 'max', 'min', 'sum', 'last', 'area', 'l2norm', 'norm'] as const
const directions = ['desc', 'asc'] as const

const reducerOf = (ranking: (typeof rankings)[number]): Reducer => (ranking === 'norm' ? 'l2norm' : ranking)

/** The series with the highest (or lowest) values, in that order; those without any value last. */
function ranked(
  vectors: readonly Vector[],
  count: number,
  ranking: (typeof rankings)[number],
  direction: (typeof directions)[number],
  intervalSeconds: number,
): Vector[] {
  const sign = direction === 'desc' ? -1 : 1
  return vectors
    .map(vector => ({ vector, rank: reduce(vector.values, reducerOf(ranking), intervalSeconds) }))
    .sort((a, b) => {
      if (a.rank === null || b.rank === null) return Number(a.rank === null) - Number(b.rank === null)
      return sign * (a.rank - b.rank)
    })
    .slice(0, count)
    .map(({ vector }) => vector)
}

const top: MetricFunction = {
  ofNumbers: true,
  apply: (vectors, call, { interval }) =>
    ranked(
      vectors,
      numberAt(call, 0),
      wordAt(call, 1, rankings, 'mean'),
      wordAt(call, 2, directions, 'desc'),
      interval / 1000,
    ),
}

/** top10_mean, bottom5_max … */
function shorthand(direction: 'desc' | 'asc', count: number, ranking: (typeof rankings)[number]): MetricFunction {
  return {
    ofNumbers: true,
    apply: (vectors, _call, { interval }) => ranked(vectors, count, ranking, direction, interval / 1000),
  }
}

export const rankFunctions: Readonly<Record<string, MetricFunction>> = {
  top,
  ...Object.fromEntries(
    [5, 10, 15, 20].flatMap(count =>
      rankings.flatMap(ranking => [
        [`top${count}_${ranking}`, shorthand('desc', count, ranking)],
        [`bottom${count}_${ranking}`, shorthand('asc', count, ranking)],
      ]),
    ),
  ),
  ...Object.fromEntries(
    [5, 10, 15, 20].flatMap(count => [
      [`top${count}`, shorthand('desc', count, 'mean')],
      [`bottom${count}`, shorthand('asc', count, 'mean')],
    ]),
  ),
}
