import peggy from 'peggy'
import { QueryError } from '../../query/error.ts'
import { MONITOR_QUERY_GRAMMAR } from './grammar.ts'
import type { EventSource, MonitorQuery } from './types.ts'

const STARTS = ['Metric', 'ServiceCheck', 'Events', 'Slo', 'Composite'] as const
type Start = (typeof STARTS)[number]

const parser = peggy.generate(MONITOR_QUERY_GRAMMAR, { allowedStartRules: [...STARTS] })

/** How each type is written; null for a type that is stored and shown, but not evaluated here. */
const TYPES: Readonly<Record<string, { start: Start; source?: EventSource } | null>> = {
  'metric alert': { start: 'Metric' },
  'query alert': { start: 'Metric' },
  'service check': { start: 'ServiceCheck' },
  'log alert': { start: 'Events', source: 'logs' },
  'rum alert': { start: 'Events', source: 'rum' },
  'trace-analytics alert': { start: 'Events', source: 'trace-analytics' },
  'event-v2 alert': { start: 'Events', source: 'events' },
  'database-monitoring alert': { start: 'Events', source: 'database-monitoring' },
  'llm-observability alert': { start: 'Events', source: 'llm-observability' },
  'slo alert': { start: 'Slo' },
  composite: { start: 'Composite' },
  'event alert': null,
  'process alert': null,
  'audit alert': null,
  'ci-pipelines alert': null,
  'ci-tests alert': null,
  'error-tracking alert': null,
  'network-performance alert': null,
  'network-path alert': null,
  'cost alert': null,
  'data-quality alert': null,
  'data-jobs alert': null,
}

const LONGEST_WINDOW_SECONDS = 31 * 86_400
const AGGREGATIONS = /^(count|cardinality|sum|min|max|avg|median|pc(75|90|95|98|99))$/
const ENDS_WITH_COMPARISON = /(>=|<=|>|<)\s*-?[\d.]+(e[+-]?\d+)?\s*$/i

/** Throws QueryError naming what is wrong, in the form that the API answers. */
export function parseMonitorQuery(type: string, query: string): MonitorQuery {
  const form = TYPES[type]
  if (type === 'synthetics alert') return { kind: 'synthetics' }
  if (form === undefined) throw new QueryError(`The value provided for parameter 'type' is invalid: '${type}'`)
  if (form === null) return { kind: 'unevaluated' }
  if (['Metric', 'Events', 'Slo'].includes(form.start) && !ENDS_WITH_COMPARISON.test(query)) {
    throw invalid(`invalid operator specified: ${/(?:==?|!=)\s*-?[\d.]+\s*$/.exec(query)?.[0] ?? ''}`)
  }
  const parsed = parse(query, form.start)
  check(parsed, form.source)
  return parsed
}

/** The query of a monitor that was accepted once; one that is understood no more is not evaluated. */
export function storedQuery({ type, query }: { type: string; query: string }): MonitorQuery {
  try {
    return parseMonitorQuery(type, query)
  } catch (error) {
    if (error instanceof QueryError) return { kind: 'unevaluated' }
    throw error
  }
}

function parse(query: string, startRule: Start): MonitorQuery {
  try {
    return parser.parse(query, { startRule })
  } catch (error) {
    if (!(error instanceof parser.SyntaxError)) throw error
    const wanted = new Set((error.expected ?? []).map(each => ('description' in each ? each.description : quote(each))))
    wanted.delete('space')
    const { start } = error.location
    const found = error.found === null ? 'the end' : `'${query.slice(start.offset, start.offset + 20)}'`
    throw invalid(`at character ${start.offset + 1}: expected ${[...wanted].join(', or ')}, found ${found}`)
  }
}

function quote(expectation: object): string {
  return 'text' in expectation ? `'${String(expectation.text)}'` : 'another character'
}

function check(query: MonitorQuery, source: EventSource | undefined): void {
  switch (query.kind) {
    case 'metric':
      if (query.window.kind === 'last') checkWindow(query.window.seconds)
      return
    case 'serviceCheck':
      if (query.last < 1 || query.last > 100) throw invalid(`last(${query.last}): wanted is a number of 1 to 100`)
      return
    case 'events':
      if (query.source !== source) throw invalid(`${query.source}(...) is no query of this type, ${source}(...) is`)
      if (!AGGREGATIONS.test(query.aggregation)) throw invalid(`unknown rollup "${query.aggregation}"`)
      if (query.aggregation !== 'count' && query.measure === undefined) {
        throw invalid(`rollup("${query.aggregation}") needs a measure as its second argument`)
      }
      checkWindow(query.windowSeconds)
      return
    case 'formula':
      checkWindow(query.windowSeconds)
      return
    case 'burnRate':
      if (query.longWindowSeconds < 3600 || query.longWindowSeconds > 48 * 3600) {
        throw invalid('the long window must be between 1 and 48 hours')
      }
      if (query.shortWindowSeconds >= query.longWindowSeconds) {
        throw invalid('the short window must be shorter than the long window')
      }
      return
    default:
  }
}

function checkWindow(seconds: number): void {
  if (seconds < 60 || seconds > LONGEST_WINDOW_SECONDS) {
    throw invalid(`a window of ${seconds} s: wanted is one minute to one month`)
  }
}

function invalid(why: string): QueryError {
  return new QueryError(`The value provided for parameter 'query' is invalid: ${why}`)
}
