import { calculate, type Operand } from './arithmetic.ts'
import type { Expression, MetricExpression } from './ast.ts'
import { functionOf } from './functions/index.ts'
import { type Grid, shifted, type Vector } from './grid.ts'

/** Where the values of a leaf come from: the store, a search, whatever a request's query names. */
export interface Source {
  /** With groups, nothing found means no group; without, one group without values. */
  grouped: boolean
  values(grid: Grid): Promise<readonly Vector[]>
}
export type SourceOf = (leaf: MetricExpression | { kind: 'name'; name: string }) => Source

/** The values of an expression on a grid. */
export async function evaluate(expression: Expression, grid: Grid, sourceOf: SourceOf): Promise<Vector[]> {
  return vectorsOf(await operand(expression, grid, sourceOf), grid)
}

const constant = (value: number | null, grid: Grid): Vector => ({
  tagSet: [],
  unit: null,
  values: new Array(grid.length).fill(value),
})

const vectorsOf = (of: Operand, grid: Grid): Vector[] =>
  'number' in of ? [constant(Number.isFinite(of.number) ? of.number : null, grid)] : [...of.vectors]

async function operand(expression: Expression, grid: Grid, sourceOf: SourceOf): Promise<Operand> {
  switch (expression.kind) {
    case 'number':
      return { number: expression.value }
    case 'metric':
    case 'name':
      return { vectors: await sourceOf(expression).values(grid) }
    case 'negative':
      return calculate('*', { number: -1 }, await operand(expression.of, grid, sourceOf))
    case 'binary': {
      const [left, right] = await Promise.all([
        operand(expression.left, grid, sourceOf),
        operand(expression.right, grid, sourceOf),
      ])
      return calculate(expression.operator, left, right)
    }
    case 'call': {
      const { apply, shift, before, fromNothing } = functionOf(expression.name)
      const elsewhere = shifted(grid, (shift?.(expression) ?? 0) * 1000)
      const extra = grid.length === 1 ? 0 : Math.ceil(((before?.(expression) ?? 0) * 1000) / grid.interval)
      const wider = { ...elsewhere, origin: elsewhere.origin - extra * grid.interval, length: grid.length + extra }
      let vectors = expression.of ? vectorsOf(await operand(expression.of, wider, sourceOf), wider) : []
      if (fromNothing && vectors.length === 0 && expression.of && !isGrouped(expression.of, sourceOf)) {
        vectors = [constant(null, wider)]
      }
      const applied = apply(vectors, expression, wider)
      return { vectors: applied.map(vector => ({ ...vector, values: vector.values.slice(extra) })) }
    }
  }
}

function isGrouped(expression: Expression, sourceOf: SourceOf): boolean {
  switch (expression.kind) {
    case 'number':
      return false
    case 'metric':
    case 'name':
      return sourceOf(expression).grouped
    case 'negative':
      return isGrouped(expression.of, sourceOf)
    case 'call':
      return expression.of !== null && isGrouped(expression.of, sourceOf)
    case 'binary':
      return isGrouped(expression.left, sourceOf) || isGrouped(expression.right, sourceOf)
  }
}
