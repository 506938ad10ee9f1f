import { z } from 'zod'
import { parseBody } from '../objects/body.ts'
import type { SearchRequest } from '../query/search/types.ts'
import type { ApiRoutes } from './context.ts'
import { evaluationsOf } from './llm/evaluations.ts'
import { item, type LlmSpan } from './llm/item.ts'
import { meta } from './search/answers.ts'
import { readSearch, unbracket } from './search/request.ts'

const options = { config: { errors: 'json-api' as const } }
const PATH = '/api/v2/llm-obs/v1/spans/events'

const filterFields = z.object({
  query: z.string().nullish(),
  trace_id: z.string().nullish(),
  span_id: z.string().nullish(),
  span_kind: z.string().nullish(),
  span_name: z.string().nullish(),
  ml_app: z.string().nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
})
const body = z.object({ data: z.object({ attributes: z.looseObject({ filter: filterFields.loose().default({}) }) }) })

/** Search of the spans of LLM Observability, each with its evaluations. */
export const llmRoutes: ApiRoutes = (app, { search, store, now }) => {
  const answer = async (wanted: SearchRequest) => {
    const startedAt = performance.now()
    const { rows, cursor } = await search.search<LlmSpan>('llmSpans', wanted)
    const evaluations = await evaluationsOf(store, rows)
    return {
      data: rows.map(row => item(row, evaluations)),
      meta: { page: {}, ...meta(startedAt, cursor) },
    }
  }
  app.post(`${PATH}/search`, options, async (request, reply) => {
    reply.type('application/vnd.api+json')
    const { attributes } = parseBody(body, request.body).data
    return answer(withFilter(readSearch(attributes, now()), attributes.filter))
  })
  app.get(PATH, options, async (request, reply) => {
    reply.type('application/vnd.api+json')
    const query = unbracket(request.query)
    return answer(withFilter(readSearch(query, now()), parseBody(filterFields, query.filter ?? {})))
  })
}

/** The filter's own fields join the query: all of them have to hold. */
function withFilter(search: SearchRequest, filter: z.output<typeof filterFields>): SearchRequest {
  const named = {
    '@trace_id': filter.trace_id,
    '@span_id': filter.span_id,
    '@span_kind': filter.span_kind,
    '@name': filter.span_name,
    '@ml_app': filter.ml_app,
    ...filter.tags,
  }
  const terms = Object.entries(named).flatMap(([key, value]) =>
    value ? [`${key.replace(/[^\p{L}\p{N}_.@]/gu, '\\$&')}:"${value.replace(/["\\]/g, '\\$&')}"`] : [],
  )
  const own = search.query.trim() === '' ? [] : [`(${search.query})`]
  return { ...search, query: [...own, ...terms].join(' AND ') }
}
