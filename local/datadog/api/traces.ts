import { readTraceId } from '../query/search/compile/trace-id.ts'
import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'
import { isInternal, type StoredSpan } from './spans/stored-span.ts'
import { browserSpan, type TracedResource } from './traces/browser-span.ts'
import { spanJson, summaryJson } from './traces/json.ts'
import { pruned } from './traces/prune.ts'
import { selfTimes } from './traces/self-time.ts'

const options = { config: { errors: 'json-api' as const } }
const MAX_SPANS = 10_000

interface PrunedQuery {
  only_service_entry_spans?: string
  expand_span_id?: string
  include_path?: string | string[]
  tag_include?: string | string[]
  tag_exclude?: string | string[]
}

/** A trace by its id, hexadecimal or decimal: all spans, or a tree of those that matter. */
export const traceRoutes: ApiRoutes = (app, context) => {
  app.get<{ Params: { id: string } }>('/api/v2/trace/:id', options, async ({ params }, reply) => {
    const { spans, truncated } = await traceOf(context, params.id)
    const own = selfTimes(spans)
    const all = spans.map(span => spanJson(span, own.get(span.span_id) ?? 0)).join(',')
    return reply
      .type('application/json')
      .send(
        `{"data":{"id":${JSON.stringify(spans[0]?.trace_id)},"type":"trace","attributes":{"is_truncated":${truncated},"spans":[${all}]}}}`,
      )
  })

  app.get<{ Params: { id: string }; Querystring: PrunedQuery }>(
    '/api/v2/pruned_trace/:id',
    options,
    async ({ params, query }, reply) => {
      const { spans, truncated } = await traceOf(context, params.id)
      const root = pruned(spans, {
        onlyServiceEntries: query.only_service_entry_spans === 'true',
        expand: query.expand_span_id ?? '',
      })
      const shown = tagFilter([query.tag_include ?? []].flat(), [query.tag_exclude ?? []].flat())
      const traceId = JSON.stringify(spans[0]?.trace_id)
      const tree = `{"traceId":${traceId},"root":${summaryJson(root, shown)}}`
      return reply
        .type('application/json')
        .send(
          `{"data":{"id":${traceId},"type":"pruned_trace","attributes":{"is_truncated":${truncated},"size_bytes":${Buffer.byteLength(tree)},"summarized_trace":${tree}}}}`,
        )
    },
  )
}

/** Which tags of spans are shown; patterns may end with `*`. */
function tagFilter(include: readonly string[], exclude: readonly string[]): (name: string) => boolean {
  const matches = (patterns: readonly string[], name: string) =>
    patterns.some(each => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : each === name))
  return name => !isInternal(name) && (include.length === 0 || matches(include, name)) && !matches(exclude, name)
}

/** Every span of a trace once, whatever chunk it came in, by its start; the browser's request before all. */
async function traceOf({ store }: ApiContext, text: string): Promise<{ spans: StoredSpan[]; truncated: boolean }> {
  const id = readTraceId(text)
  if (id === null) {
    throw new ApiError(404, [`${text} is no trace id: wanted is a decimal number or up to 32 hexadecimal digits.`])
  }
  const [condition, value] = 'whole' in id ? ['trace_id = $1', id.whole] : ['right(trace_id, 16) = $1', id.low]
  const [rows, resources] = await Promise.all([
    store.query<StoredSpan & { meta: string; metrics: string }>(
      `SELECT * FROM spans WHERE ${condition}
       QUALIFY row_number() OVER (PARTITION BY trace_id, span_id ORDER BY time) = 1
       ORDER BY start_ns, span_id LIMIT ${MAX_SPANS + 1}`,
      [value],
    ),
    store.query<TracedResource & { attributes: string }>(
      `SELECT * FROM rum WHERE type = 'resource' AND span_id <> '' AND ${condition}
       QUALIFY row_number() OVER (PARTITION BY span_id ORDER BY time) = 1 ORDER BY time LIMIT 100`,
      [value],
    ),
  ])
  if (rows.length === 0 && resources.length === 0) throw new ApiError(404, [`Trace ${text} not found.`])
  const browser = resources.map(row => browserSpan({ ...row, attributes: JSON.parse(row.attributes) }))
  const spans = rows
    .slice(0, MAX_SPANS)
    .map(row => ({ ...row, meta: JSON.parse(row.meta), metrics: JSON.parse(row.metrics) }))
  return { spans: [...browser, ...spans], truncated: rows.length > MAX_SPANS }
}
