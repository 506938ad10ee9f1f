/**
 * Queries of monitors. The metric language inside a metric monitor is taken as text up to the comparison that ends it;
 * who knows that language parses it.
 */
export const MONITOR_QUERY_GRAMMAR = String.raw`
Metric = _ aggregation:MetricAggregation _ ":" _ metricQuery:MetricText condition:Condition _
  { return { kind: "metric", ...aggregation, metricQuery, ...condition } }

MetricAggregation
  = relative:ChangeName _ "(" _ inner:TimeAggregation _ "," _ shiftSeconds:Shift _ ")"
    { return { ...inner, change: { relative, shiftSeconds } } }
  / TimeAggregation

ChangeName "change or pct_change" = "pct_change" { return true } / "change" { return false }

TimeAggregation
  = aggregation:AggregationName _ "(" _ window:Window _ ")" { return { aggregation, window } }

AggregationName "a time aggregation (avg, sum, min, max, last or percentile)"
  = $("avg" / "sum" / "min" / "max" / "last" / "percentile")

Window "a window such as last_5m, last_2h or current_1d"
  = "last_" seconds:Duration { return { kind: "last", seconds } }
  / "current_1h" { return { kind: "current", unit: "hour" } }
  / "current_1d" { return { kind: "current", unit: "day" } }
  / "current_1w" { return { kind: "current", unit: "week" } }
  / "current_1mo" { return { kind: "current", unit: "month" } }

Shift "a shift such as 10m_ago"
  = seconds:Duration "_ago" { return seconds }
  / "last_" seconds:Duration { return seconds }

MetricText "a metric query" = text:$(!(_ Condition _ !.) .)+ { return text.trim() }

ServiceCheck
  = _ check:String over:Over? exclude:Exclude? by:By? last:LastRuns measure:StatusMeasure _
  { return { kind: "serviceCheck", check, over: over ?? [], exclude: exclude ?? [], by: by ?? [], last, measure } }
Over = _ "." _ "over" tags:Strings { return tags }
Exclude = _ "." _ "exclude" tags:Strings { return tags }
LastRuns "last(n)" = _ "." _ "last" _ "(" _ n:Integer _ ")" { return n }
StatusMeasure "count_by_status() or pct_by_status()"
  = _ "." _ "count_by_status" _ "(" _ ")" { return "count" }
  / _ "." _ "pct_by_status" _ "(" _ ")" { return "percent" }

Events
  = _ source:EventSource search:OneString Index? rollup:Rollup by:By? windowSeconds:LastWindow condition:Condition _
    { return { kind: "events", source, search, ...rollup, by: by ?? [], windowSeconds, ...condition } }
  / _ source:EventSource search:OneString Index? by:By rollup:Rollup windowSeconds:LastWindow condition:Condition _
    { return { kind: "events", source, search, ...rollup, by, windowSeconds, ...condition } }
  / _ "formula" formula:OneString windowSeconds:LastWindow condition:Condition _
    { return { kind: "formula", formula, windowSeconds, ...condition } }
EventSource "logs, rum, trace-analytics, events, database-monitoring, llm-observability or formula"
  = $("logs" / "rum" / "trace-analytics" / "events" / "database-monitoring" / "llm-observability")
Index = _ "." _ "index" Strings
Rollup "rollup(\"count\")"
  = _ "." _ "rollup" _ "(" _ aggregation:String measure:(_ "," _ text:String { return text })? (_ "," _ Integer)? _ ")"
  { return measure === null ? { aggregation } : { aggregation, measure } }
By = _ "." _ "by" facets:Strings { return facets.flatMap(each => each.split(",")).map(each => each.trim()).filter(each => each !== "" && each !== "*") }
LastWindow "last(\"5m\")" = _ "." _ "last" _ "(" _ quote:["'] seconds:Duration ["'] _ ")" { return seconds }

Slo
  = _ "error_budget" sloId:OneString timeframe:OverTimeframe condition:Condition _
    { return { kind: "errorBudget", sloId, timeframe, ...condition } }
  / _ "burn_rate" sloId:OneString timeframe:OverTimeframe long:LongWindow short:ShortWindow condition:Condition _
    { return { kind: "burnRate", sloId, timeframe, longWindowSeconds: long, shortWindowSeconds: short, ...condition } }
OverTimeframe "over(\"7d\"), over(\"30d\") or over(\"90d\")"
  = _ "." _ "over" _ "(" _ ["'] timeframe:$("7d" / "30d" / "90d") ["'] _ ")" { return timeframe }
LongWindow "long_window(\"1h\")" = _ "." _ "long_window" _ "(" _ ["'] seconds:Duration ["'] _ ")" { return seconds }
ShortWindow "short_window(\"5m\")" = _ "." _ "short_window" _ "(" _ ["'] seconds:Duration ["'] _ ")" { return seconds }

Composite = _ expression:Or _ { return { kind: "composite", expression } }
Or = first:And rest:(_ "||" _ right:And { return right })*
  { return rest.reduce((left, right) => ({ operator: "or", left, right }), first) }
And = first:Not rest:(_ "&&" _ right:Not { return right })*
  { return rest.reduce((left, right) => ({ operator: "and", left, right }), first) }
Not
  = "!" _ of:Not { return { operator: "not", of } }
  / "(" _ inner:Or _ ")" { return inner }
  / id:Integer { return { operator: "monitor", id } }

Condition = _ comparator:Comparator _ threshold:Number { return { comparator, threshold } }
Comparator "a comparison (>, >=, < or <=)" = $(">=" / "<=" / ">" / "<")
Number "a number" = text:$("-"? ([0-9]+ ("." [0-9]*)? / "." [0-9]+) ([eE] [+-]? [0-9]+)?) { return Number(text) }
Integer "a whole number" = text:$[0-9]+ { return Number(text) }
Duration "a time such as 5m, 2h or 1d"
  = n:Integer unit:("mo" { return 2592000 } / "s" { return 1 } / "m" { return 60 } / "h" { return 3600 } / "d" { return 86400 } / "w" { return 604800 })
  { return n * unit }

Strings = _ "(" _ first:String rest:(_ "," _ next:String { return next })* _ ")" { return [first, ...rest] }
OneString = _ "(" _ text:String _ ")" { return text }
String "a quoted text"
  = '"' parts:(Escape / $[^"\\]+)* '"' { return parts.join("") }
  / "'" parts:(Escape / $[^'\\]+)* "'" { return parts.join("") }
Escape = "\\" character:["'] { return character } / $("\\" .)
_ "space" = [ \t\r\n]*
`
