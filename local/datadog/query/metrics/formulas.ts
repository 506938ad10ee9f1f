import { QueryError } from '../error.ts'
import { expressionOf, leaves } from './ast.ts'
import { evaluate, type Source } from './evaluate.ts'
import type { Grid, Vector } from './grid.ts'
import { parseFormula } from './parse.ts'

/** The values of a formula over named sources. A name without a source is a QueryError that says so. */
export function formulaSource(formula: string, sources: ReadonlyMap<string, Source>): Source {
  const expression = parseFormula(formula)
  const sourceOf = (name: string): Source => {
    const source = sources.get(name)
    if (source) return source
    const known = [...sources.keys()].join(', ') || 'none'
    throw new QueryError(`The formula "${formula}" names the query "${name}"; there are ${known}`)
  }
  // A formula has no metrics of its own: what looks like one is a query string in the wrong place.
  const named = leaves(expression).map(leaf => {
    if (leaf.kind === 'name') return sourceOf(leaf.name)
    throw new QueryError(`The formula "${formula}" is over names of queries, not ${expressionOf(leaf, [])}`)
  })
  return {
    grouped: named.some(source => source.grouped),
    values: (grid: Grid): Promise<Vector[]> =>
      evaluate(expression, grid, leaf => sourceOf(leaf.kind === 'name' ? leaf.name : '')),
  }
}
