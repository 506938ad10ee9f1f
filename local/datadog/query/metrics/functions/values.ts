import { absent } from '../filter.ts'
import { finite, type MetricFunction, numberAt, perSeries, perValue } from './function.ts'

/** How many groups satisfy the test in each interval. */
function countGroups(test: (value: number | null) => boolean): MetricFunction {
  return {
    ofNumbers: true,
    apply: (vectors, _call, grid) =>
      vectors.length === 0
        ? []
        : [
            {
              tagSet: [],
              unit: null,
              values: Array.from(
                { length: grid.length },
                (_, at) => vectors.filter(vector => test(vector.values[at] ?? null)).length,
              ),
            },
          ],
  }
}

/** Functions that look at one interval at a time. */
export const valueFunctions: Readonly<Record<string, MetricFunction>> = {
  abs: perValue(Math.abs),
  log2: perValue(value => finite(Math.log2(value))),
  log10: perValue(value => finite(Math.log10(value))),
  clamp_min: perValue((value, call) => Math.max(value, numberAt(call, 0))),
  clamp_max: perValue((value, call) => Math.min(value, numberAt(call, 0))),
  cutoff_min: perValue((value, call) => (value < numberAt(call, 0) ? null : value)),
  cutoff_max: perValue((value, call) => (value > numberAt(call, 0) ? null : value)),
  default_zero: {
    ...perSeries(values => values.map(value => value ?? 0), { ofNumbers: true }),
    fromNothing: true,
  },
  count_nonzero: countGroups(value => value !== null && value !== 0),
  count_not_null: countGroups(value => value !== null),
  exclude_null: {
    ofNumbers: true,
    apply: vectors => vectors.filter(({ tagSet }) => !tagSet.some(tag => tag.endsWith(`:${absent}`))),
  },
}
