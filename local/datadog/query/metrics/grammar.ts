import peggy from 'peggy'

/**
 * The metric query language, read by two start rules: `Queries` for query strings, whose leaves are metrics, and
 * `Formula` for formulas, whose leaves are the names of queries.
 */
const grammar = String.raw`
{{
  const fold = (first, rest) =>
    rest.reduce((left, [, operator, , right]) => ({ kind: 'binary', operator, left, right }), first)
  const foldFilter = (kind, first, rest) => rest.reduce((left, right) => ({ kind, left, right }), first)
}}

Queries = _ first:Sum rest:(_ "," _ query:Sum { return query })* _ { return [first, ...rest] }
Formula = _ formula:Sum _ { return formula }

Sum = first:Product rest:(_ AddOperator _ Product)* { return fold(first, rest) }
Product = first:Unary rest:(_ MultiplyOperator _ Unary)* { return fold(first, rest) }
Unary
  = "-" _ of:Unary { return of.kind === 'number' ? { kind: 'number', value: -of.value } : { kind: 'negative', of } }
  / Primary
Primary
  = "(" _ sum:Sum _ ")" { return sum }
  / number:Number ![A-Za-z_] { return { kind: 'number', value: number } }
  / Metric
  / Call
  / name:Name { return { kind: 'name', name } }

AddOperator "an operator" = [+-]
MultiplyOperator "an operator" = [*/]

Call = name:Name _ "(" _ args:Arguments? _ ")" { return { kind: 'arguments', name, args: args ?? [] } }
Arguments = first:Argument rest:(_ "," _ argument:Argument { return argument })* { return [first, ...rest] }
Argument
  = name:Name _ "=" !"=" _ value:Literal { return { kind: 'named', name, value } }
  / text:Text { return { kind: 'text', value: text } }
  / Sum

Metric
  = aggregator:(a:Aggregator ":" { return a })? metric:MetricName _ "{" _ filter:FilterText _ "}"
    groupBy:(_ "by"i _ "{" _ keys:Keys _ "}" { return keys })? modifiers:Modifier*
    { return { kind: 'metric', aggregator: aggregator ?? 'avg', metric, ...filter, groupBy: groupBy ?? [], modifiers } }
Aggregator "a space aggregator (avg, sum, min, max, count, p50 … p99)" = $([a-zA-Z][a-zA-Z0-9.]*)
MetricName "the name of a metric" = $([a-zA-Z] [a-zA-Z0-9_.]*)
Modifier = _ "." name:Name _ "(" _ args:(first:ModifierArgument rest:(_ "," _ a:ModifierArgument { return a })* { return [first, ...rest] })? _ ")"
    { return { name, args: args ?? [] } }
ModifierArgument = Literal / Name
Keys = first:Key rest:(_ "," _ key:Key { return key })* { return [first, ...rest] }
Key "the key of a tag" = $([^ \t\r\n,{}()!:"']+)

FilterText = filter:CommaFilter { return { filter, scope: text().trim() } }
CommaFilter = first:OrFilter rest:(_ "," _ filter:OrFilter { return filter })* { return foldFilter('and', first, rest) }
OrFilter = first:AndFilter rest:(__ "OR"i __ filter:AndFilter { return filter })* { return foldFilter('or', first, rest) }
AndFilter = first:NotFilter rest:(__ "AND"i __ filter:NotFilter { return filter })* { return foldFilter('and', first, rest) }
NotFilter
  = ("!" _ / "NOT"i __) of:NotFilter { return { kind: 'not', of } }
  / "(" _ filter:OrFilter _ ")" { return filter }
  / key:Key _ not:("NOT"i __)? "IN"i _ "(" _ patterns:Values _ ")"
    { const filter = { kind: 'in', key, patterns }; return not ? { kind: 'not', of: filter } : filter }
  / "*" ![^ \t\r\n,{}()] { return { kind: 'all' } }
  / pattern:Tag { return { kind: 'tag', pattern } }
Values = first:Value rest:(_ "," _ value:Value { return value })* { return [first, ...rest] }
Value "a tag value" = Text / $([^ \t\r\n,{}()"']+)
Tag "a tag (key:value)" = !(("AND"i / "OR"i / "NOT"i) [ \t\r\n,{}()])
    tag:(key:Key ":" value:Text { return key + ':' + value } / $([^ \t\r\n,{}()!"'] [^ \t\r\n,{}()"']*)) { return tag }

Literal = Text / number:("-"? Number) { return Number(text()) }
Text = '"' value:$[^"]* '"' { return value } / "'" value:$[^']* "'" { return value }
Number "a number" = [0-9]+ ("." [0-9]+)? ("e"i [+-]? [0-9]+)? { return Number(text()) } / "." [0-9]+ { return Number(text()) }
Name "a name" = $([a-zA-Z_] [a-zA-Z0-9_]*)
_ "" = [ \t\r\n]*
__ "" = [ \t\r\n]+
`

/** Throws the parser's own SyntaxError, which carries the place. */
export const metricParser = peggy.generate(grammar, { allowedStartRules: ['Queries', 'Formula'] })
