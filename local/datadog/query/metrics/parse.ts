import { QueryError } from '../error.ts'
import type { CallExpression, Expression, FillMethod, Filter, MetricExpression, TimeAggregator } from './ast.ts'
import { functionNames, isFunction } from './functions/index.ts'
import { metricParser } from './grammar.ts'

/** As the grammar returns them: calls and modifiers not yet understood. */
type Raw =
  | { kind: 'number'; value: number }
  | { kind: 'name'; name: string }
  | { kind: 'binary'; operator: '+' | '-' | '*' | '/'; left: Raw; right: Raw }
  | { kind: 'negative'; of: Raw }
  | { kind: 'arguments'; name: string; args: readonly RawArgument[] }
  | RawMetric
type RawArgument = Raw | { kind: 'text'; value: string } | { kind: 'named'; name: string; value: number | string }
interface RawMetric {
  kind: 'metric'
  aggregator: string
  metric: string
  filter: Filter
  scope: string
  groupBy: readonly string[]
  modifiers: readonly { name: string; args: readonly (number | string)[] }[]
}

const timeAggregators = new Set(['avg', 'sum', 'min', 'max', 'count'])
const fillMethods = new Set(['linear', 'last', 'zero', 'null'])
const isTimeAggregator = (word: unknown): word is TimeAggregator => timeAggregators.has(String(word))
const isFillMethod = (word: unknown): word is FillMethod => fillMethods.has(String(word))
const longestFill = 600

/** The fraction of a quantile aggregator as p95, null for any other. */
export function quantileOf(aggregator: string): number | null {
  const match = /^p(\d{1,2})(?:\.(\d+))?$/.exec(aggregator)
  if (!match) return aggregator === 'p999' ? 0.999 : null
  return Number(`${match[1]}.${match[2] ?? 0}`) / 100
}

function read(text: string, startRule: 'Queries' | 'Formula'): unknown {
  try {
    return metricParser.parse(text, { startRule })
  } catch (error) {
    if (!(error instanceof metricParser.SyntaxError)) throw error
    const at = error.location.start.offset
    const found = at < text.length ? `"${text.slice(at, at + 12)}"` : 'the end'
    const expected = [...new Set(error.expected?.map(describe).filter(each => each !== '') ?? [])].slice(0, 6)
    throw new QueryError(
      `Error parsing query: unable to parse ${text}: position ${at + 1}, expected ${expected.join(' or ')} but found ${found}`,
      { cause: error },
    )
  }
}

function describe(expected: { type: string; description?: string; text?: string }): string {
  if (expected.type === 'literal') return `"${expected.text}"`
  if (expected.type === 'end') return 'the end'
  return expected.description ?? ''
}

/** The comma-separated queries of a query string. */
export function parseQueries(text: string): Expression[] {
  return (read(text, 'Queries') as Raw[]).map(raw => understand(raw, 'query'))
}

/** A formula over the named queries of a request. */
export function parseFormula(text: string): Expression {
  return understand(read(text, 'Formula') as Raw, 'formula')
}

function understand(raw: Raw, within: 'query' | 'formula'): Expression {
  switch (raw.kind) {
    case 'number':
      return raw
    case 'name':
      if (within === 'formula') return raw
      throw new QueryError(
        `Error parsing query: "${raw.name}" has no scope; write ${raw.name}{*} for all of its series`,
      )
    case 'negative':
      return { kind: 'negative', of: understand(raw.of, within) }
    case 'binary':
      return { ...raw, left: understand(raw.left, within), right: understand(raw.right, within) }
    case 'arguments':
      return call(raw, within)
    case 'metric':
      return metric(raw)
  }
}

function call({ name, args }: Raw & { kind: 'arguments' }, within: 'query' | 'formula'): CallExpression {
  if (!isFunction(name)) {
    throw new QueryError(`Error parsing query: unknown function "${name}"; answered are ${functionNames.join(', ')}`)
  }
  let of: Expression | null = null
  const parameters: (number | string)[] = []
  const named: Record<string, number | string> = {}
  for (const argument of args) {
    if (argument.kind === 'named') named[argument.name] = argument.value
    else if (argument.kind === 'text') parameters.push(argument.value)
    else if (of && argument.kind === 'number') parameters.push(argument.value)
    // A bare word after the series, as in moving_rollup(q, 60, avg).
    else if (of && argument.kind === 'name') parameters.push(argument.name)
    else if (of) throw new QueryError(`Error parsing query: ${name}() takes one query, got several`)
    else of = understand(argument, within)
  }
  return { kind: 'call', name, of, parameters, named }
}

function metric({ modifiers, ...raw }: RawMetric): MetricExpression {
  const aggregator = raw.aggregator.toLowerCase()
  if (!isTimeAggregator(aggregator) && quantileOf(aggregator) === null) {
    throw new QueryError(
      `Error parsing query: unknown aggregator "${raw.aggregator}"; wanted is avg, sum, min, max, count or p50 … p99`,
    )
  }
  if (raw.scope.includes('$')) {
    throw new QueryError(`Error parsing query: the template variable in {${raw.scope}} was not replaced by its value`)
  }
  const expression: MetricExpression = { ...raw, aggregator, asType: null, rollup: null, fill: null }
  for (const { name, args } of modifiers) modify(expression, name, args)
  return expression
}

function modify(expression: MetricExpression, name: string, args: readonly (number | string)[]): void {
  switch (name) {
    case 'as_count':
    case 'as_rate':
      expression.asType = name === 'as_count' ? 'count' : 'rate'
      return
    case 'rollup': {
      const [first, second] = typeof args[0] === 'number' ? [null, args[0]] : args
      if (first !== null && !isTimeAggregator(first)) {
        throw new QueryError(`Error parsing query: rollup() takes avg, sum, min, max or count, got "${first ?? ''}"`)
      }
      if (second !== undefined && (typeof second !== 'number' || second <= 0)) {
        throw new QueryError(`Error parsing query: the interval of rollup() is a number of seconds, got "${second}"`)
      }
      expression.rollup = { method: first, seconds: second ?? null }
      return
    }
    case 'fill': {
      const [method, limit = 300] = args
      if (!isFillMethod(method)) {
        throw new QueryError(`Error parsing query: fill() takes linear, last, zero or null, got "${method ?? ''}"`)
      }
      expression.fill = { method, limitSeconds: Math.min(Number(limit), longestFill) }
      return
    }
    // Weighs a gauge's values by how long they held. Ours come at a fixed rate, so there is nothing to weigh.
    case 'weighted':
      return
    default:
      throw new QueryError(
        `Error parsing query: unknown modifier ".${name}()"; answered are as_count, as_rate, rollup, fill, weighted`,
      )
  }
}
