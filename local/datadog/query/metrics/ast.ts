/** What a query of the metric language says, as the grammar reads it. */

/** Which series are taken. A tag pattern is `key:value` or a bare tag, `*` standing for anything. */
export type Filter =
  | { kind: 'all' }
  | { kind: 'tag'; pattern: string }
  | { kind: 'in'; key: string; patterns: readonly string[] }
  | { kind: 'not'; of: Filter }
  | { kind: 'and' | 'or'; left: Filter; right: Filter }

export type TimeAggregator = 'avg' | 'sum' | 'min' | 'max' | 'count'
export type FillMethod = 'linear' | 'last' | 'zero' | 'null'

export interface MetricExpression {
  kind: 'metric'
  /** avg, sum, min, max, count or a quantile as p95. */
  aggregator: string
  metric: string
  filter: Filter
  /** As written between the braces. */
  scope: string
  groupBy: readonly string[]
  asType: 'count' | 'rate' | null
  rollup: { method: TimeAggregator | null; seconds: number | null } | null
  fill: { method: FillMethod; limitSeconds: number } | null
}

export interface CallExpression {
  kind: 'call'
  name: string
  /** Beside the first, the series: numbers and words. */
  of: Expression | null
  parameters: readonly (number | string)[]
  named: Readonly<Record<string, number | string>>
}

export type Operator = '+' | '-' | '*' | '/'

export type Expression =
  | MetricExpression
  | CallExpression
  | { kind: 'number'; value: number }
  /** A query of the request, in formulas. */
  | { kind: 'name'; name: string }
  | { kind: 'binary'; operator: Operator; left: Expression; right: Expression }
  | { kind: 'negative'; of: Expression }

/** The metric expressions and names below an expression, from left to right. */
export function leaves(expression: Expression): (MetricExpression | { kind: 'name'; name: string })[] {
  switch (expression.kind) {
    case 'metric':
    case 'name':
      return [expression]
    case 'number':
      return []
    case 'negative':
      return leaves(expression.of)
    case 'call':
      return expression.of ? leaves(expression.of) : []
    case 'binary':
      return [...leaves(expression.left), ...leaves(expression.right)]
  }
}

/** Names of all functions that are called. */
export function calls(expression: Expression): string[] {
  switch (expression.kind) {
    case 'call':
      return [expression.name, ...(expression.of ? calls(expression.of) : [])]
    case 'negative':
      return calls(expression.of)
    case 'binary':
      return [...calls(expression.left), ...calls(expression.right)]
    default:
      return []
  }
}

const scopeOf = ({ scope }: MetricExpression, tagSet: readonly string[]): string => {
  const parts = [...(scope === '*' ? [] : [scope]), ...tagSet]
  return parts.length === 0 ? '*' : parts.join(',')
}

function print(expression: Expression, leaf: (metric: MetricExpression) => string): string {
  switch (expression.kind) {
    case 'metric':
      return leaf(expression)
    case 'name':
      return expression.name
    case 'number':
      return String(expression.value)
    case 'negative':
      return `-${print(expression.of, leaf)}`
    case 'call': {
      const named = Object.entries(expression.named).map(([name, value]) => `${name}=${value}`)
      const of = expression.of ? [print(expression.of, leaf)] : []
      return `${expression.name}(${[...of, ...expression.parameters, ...named].join(', ')})`
    }
    case 'binary':
      return `(${print(expression.left, leaf)} ${expression.operator} ${print(expression.right, leaf)})`
  }
}

/** The expression of one group, as the API shows it. */
export function expressionOf(expression: Expression, tagSet: readonly string[]): string {
  return print(expression, metric => {
    const as = metric.asType ? `.as_${metric.asType}()` : ''
    return `${metric.aggregator}:${metric.metric}{${scopeOf(metric, tagSet)}}${as}`
  })
}

/** The metric's name, or the arithmetic over names. */
export function nameOf(expression: Expression): string {
  return print(expression, metric => metric.metric)
}

/** Tags that say what a group's values are of: those asked for and those of the group. `*` for everything. */
export function scopesOf(expression: Expression, tagSet: readonly string[]): string {
  const [first] = leaves(expression)
  return first?.kind === 'metric' ? scopeOf(first, tagSet) : tagSet.join(',') || '*'
}
