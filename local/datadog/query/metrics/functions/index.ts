import { courseFunctions } from './course.ts'
import type { MetricFunction } from './function.ts'
import { rankFunctions } from './rank.ts'
import { smoothingFunctions } from './smoothing.ts'
import { timeshiftFunctions } from './timeshift.ts'
import { valueFunctions } from './values.ts'

const functions: ReadonlyMap<string, MetricFunction> = new Map(
  Object.entries({
    ...valueFunctions,
    ...courseFunctions,
    ...smoothingFunctions,
    ...timeshiftFunctions,
    ...rankFunctions,
  }),
)

/** For an error text: without the many shorthands of top(). */
export const functionNames: readonly string[] = [...functions.keys()].filter(name => !/^(top|bottom)\d/.test(name))

export const isFunction = (name: string): boolean => functions.has(name)

export function functionOf(name: string): MetricFunction {
  const known = functions.get(name)
  if (!known) throw new Error(`The parser let the unknown function ${name} pass`)
  return known
}
