import peggy from 'peggy'
import { QueryError } from '../../query/error.ts'

type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'name'; name: string }
  | { kind: 'defaultZero'; of: Expression }
  | { kind: '+' | '-' | '*' | '/'; left: Expression; right: Expression }

const parser = peggy.generate(String.raw`
Formula = _ inner:Sum _ { return inner }
Sum = first:Product rest:(_ kind:("+" / "-") _ right:Product { return { kind, right } })*
  { return rest.reduce((left, { kind, right }) => ({ kind, left, right }), first) }
Product = first:Factor rest:(_ kind:("*" / "/") _ right:Factor { return { kind, right } })*
  { return rest.reduce((left, { kind, right }) => ({ kind, left, right }), first) }
Factor
  = "(" _ inner:Sum _ ")" { return inner }
  / "-" _ of:Factor { return { kind: "-", left: { kind: "number", value: 0 }, right: of } }
  / "default_zero" _ "(" _ inner:Sum _ ")" { return { kind: "defaultZero", of: inner } }
  / text:$([0-9]+ ("." [0-9]+)?) { return { kind: "number", value: Number(text) } }
  / name:$([A-Za-z_][A-Za-z0-9_]*) { return { kind: "name", name } }
_ "space" = [ \t\r\n]*
`)

function parse(formula: string): Expression {
  try {
    return parser.parse(formula)
  } catch (error) {
    if (!(error instanceof parser.SyntaxError)) throw error
    throw new QueryError(`The formula '${formula}' is invalid at character ${error.location.start.offset + 1}`)
  }
}

/** The names in a formula, each once, in their order. Throws QueryError for what is no formula. */
export function formulaNames(formula: string): string[] {
  const names = new Set<string>()
  const visit = (expression: Expression): void => {
    if (expression.kind === 'name') names.add(expression.name)
    if (expression.kind === 'defaultZero') visit(expression.of)
    if ('left' in expression) {
      visit(expression.left)
      visit(expression.right)
    }
  }
  visit(parse(formula))
  return [...names]
}

/** Null where it divides by zero, or where a value is null. */
export function evaluateFormula(formula: string, values: ReadonlyMap<string, number | null>): number | null {
  const evaluate = (expression: Expression): number | null => {
    if (expression.kind === 'number') return expression.value
    if (expression.kind === 'name') return values.get(expression.name) ?? null
    if (expression.kind === 'defaultZero') return evaluate(expression.of) ?? 0
    const left = evaluate(expression.left)
    const right = evaluate(expression.right)
    if (left === null || right === null) return null
    switch (expression.kind) {
      case '+':
        return left + right
      case '-':
        return left - right
      case '*':
        return left * right
      case '/':
        return right === 0 ? null : left / right
    }
  }
  return evaluate(parse(formula))
}

/** The formula with each name replaced by the text behind it, in parentheses where that is arithmetic itself. */
export function inlineFormula(formula: string, queries: ReadonlyMap<string, string>): string {
  formulaNames(formula)
  const whole = queries.get(formula.trim())
  if (whole !== undefined) return whole
  return formula.replace(/[A-Za-z_][A-Za-z0-9_]*/g, name => {
    const query = queries.get(name)
    if (query === undefined) return name
    return /\s[-+*/]\s/.test(query) ? `(${query})` : query
  })
}
