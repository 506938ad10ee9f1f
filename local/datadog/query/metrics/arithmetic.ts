import { QueryError } from '../error.ts'
import type { Operator } from './ast.ts'
import type { UnitPair, Vector } from './grid.ts'

const operations: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
}

/** A series, or a bare number, which has no groups and no unit of its own. */
export type Operand = { vectors: readonly Vector[] } | { number: number }

/** Holes stay holes, and so does what is no number, as a division by zero. */
function apply(operator: Operator, a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null
  const result = operations[operator](a, b)
  return Number.isFinite(result) ? result : null
}

const sameUnit = (a: UnitPair, b: UnitPair): boolean => a?.[0]?.name === b?.[0]?.name && a?.[1]?.name === b?.[1]?.name

function combine(operator: Operator, a: Vector, b: Vector): Vector {
  return {
    tagSet: a.tagSet.length >= b.tagSet.length ? a.tagSet : b.tagSet,
    values: a.values.map((value, at) => apply(operator, value, b.values[at] ?? null)),
    unit: (operator === '+' || operator === '-') && sameUnit(a.unit, b.unit) ? a.unit : null,
  }
}

const keysOf = (vectors: readonly Vector[]): readonly string[] =>
  vectors[0]?.tagSet.map(tag => tag.slice(0, tag.indexOf(':'))) ?? []

/**
 * Joins groups: those with the same tags, or a group with the one of fewer keys that it lies in (no keys at all lie
 * around everything). A group without a partner gives nothing.
 */
export function calculate(operator: Operator, left: Operand, right: Operand): Operand {
  if ('number' in left && 'number' in right) return { number: operations[operator](left.number, right.number) }
  if ('number' in left || 'number' in right) {
    const vectors = 'vectors' in left ? left.vectors : 'vectors' in right ? right.vectors : []
    const value = (operand: Operand, own: number | null) => ('number' in operand ? operand.number : own)
    return {
      vectors: vectors.map(vector => ({
        ...vector,
        values: vector.values.map(each => apply(operator, value(left, each), value(right, each))),
      })),
    }
  }
  const swapped = keysOf(left.vectors).length < keysOf(right.vectors).length
  const [finer, coarser] = swapped ? [right.vectors, left.vectors] : [left.vectors, right.vectors]
  const keys = keysOf(coarser)
  const missing = finer.length > 0 && coarser.length > 0 && keys.find(key => !keysOf(finer).includes(key))
  if (missing) {
    throw new QueryError(`Queries of one expression are grouped differently: "${missing}" groups only one side`)
  }
  const partners = new Map(coarser.map(vector => [[...vector.tagSet].sort().join('\n'), vector]))
  const vectors = finer.flatMap(vector => {
    const own = vector.tagSet.filter(tag => keys.includes(tag.slice(0, tag.indexOf(':'))))
    const partner = partners.get(own.sort().join('\n'))
    if (!partner) return []
    const [a, b] = swapped ? [partner, vector] : [vector, partner]
    return [{ ...combine(operator, a, b), tagSet: vector.tagSet }]
  })
  return { vectors }
}
