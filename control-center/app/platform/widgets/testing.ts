import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ApiCall {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
}

export interface Reply {
  status?: number
  body?: unknown
  headers?: Record<string, string>
  /** Answered by nobody: the caller's time-out ends it. */
  never?: boolean
}

export interface DatadogApi {
  url: string
  calls: ApiCall[]
  /** How many calls went to a path. */
  count(path: string): number
  /** Replies from now on to calls whose path ends so; the last to be set answers first. */
  on(path: string, reply: (call: ApiCall) => Reply): void
  close(): Promise<void>
}

interface MetricQuery {
  name: string
  data_source: string
  query?: string
}
interface Attributes {
  queries: MetricQuery[]
  formulas: { formula: string }[]
  to: number
  interval?: number
}

export const attributesOf = (call: ApiCall): Attributes => (call.body.data as { attributes: Attributes }).attributes

/** An HTTP server that answers the calls of the widgets in the shapes of Datadog's API. */
export async function startDatadogApi(): Promise<DatadogApi> {
  const calls: ApiCall[] = []
  const replies: { path: string; reply: (call: ApiCall) => Reply }[] = [...DEFAULTS]
  const server = createServer((request, response) => void answer(request, response))

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request) text += chunk
    const url = new URL(request.url ?? '/', 'http://x')
    const call: ApiCall = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: text ? JSON.parse(text) : {},
    }
    calls.push(call)
    const reply = replies.findLast(one => call.path.endsWith(one.path))?.reply(call) ?? { status: 501 }
    if (reply.never) return
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
    response.end(JSON.stringify(reply.body ?? {}))
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    count: path => calls.filter(call => call.path.endsWith(path)).length,
    on: (path, reply) => void replies.push({ path, reply }),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const metric = (name: string, query: string, more: object = {}) => ({ name, data_source: 'metrics', query, ...more })

export const OVERVIEW = {
  id: 'abc-def-ghi',
  title: 'Chat demo: overview',
  description: 'All of it.\n\nmanaged_by:datadog-chatbot-demo demo_key:overview installation:chat-demo',
  url: '/dashboard/abc-def-ghi/chat-demo-overview',
  layout_type: 'ordered',
  template_variables: [{ name: 'env', prefix: 'env', defaults: ['chat-demo'] }],
  widgets: [
    {
      id: 1,
      layout: { x: 0, y: 0, width: 12, height: 3 },
      definition: {
        type: 'group',
        title: 'Users',
        layout_type: 'ordered',
        widgets: [
          {
            id: 2,
            layout: { x: 0, y: 0, width: 3, height: 2 },
            definition: {
              type: 'query_value',
              title: 'Requests',
              custom_unit: '/s',
              precision: 1,
              requests: [
                {
                  response_format: 'scalar',
                  queries: [metric('a', 'sum:chat.request{$env}.as_rate()', { aggregator: 'last' })],
                  formulas: [
                    { formula: 'a', conditional_formats: [{ comparator: '>', value: 5, palette: 'white_on_red' }] },
                  ],
                },
              ],
              timeseries_background: { type: 'area' },
            },
          },
          {
            id: 3,
            layout: { x: 3, y: 0, width: 3, height: 2 },
            definition: {
              type: 'timeseries',
              title: 'Waiting',
              requests: [
                {
                  response_format: 'timeseries',
                  queries: [metric('a', 'sum:rabbitmq.queue.messages.ready{$env}')],
                  display_type: 'line',
                },
              ],
            },
          },
        ],
      },
    },
    { id: 4, definition: { type: 'note', content: '**Read** me' } },
    { id: 5, definition: { type: 'sunburst', title: 'Sun', requests: [] } },
    {
      id: 6,
      definition: {
        type: 'list_stream',
        title: 'Warnings',
        requests: [
          {
            response_format: 'event_list',
            columns: [{ field: 'content', width: 'full' }],
            query: { data_source: 'logs_stream', query_string: '$env status:error', indexes: [] },
          },
        ],
      },
    },
  ],
}

const DEFAULTS: { path: string; reply: (call: ApiCall) => Reply }[] = [
  { path: '/api/v1/dashboard', reply: () => ({ body: { dashboards: [OTHER, summary(OVERVIEW)] } }) },
  { path: `/api/v1/dashboard/${OVERVIEW.id}`, reply: () => ({ body: OVERVIEW }) },
  { path: '/api/v1/monitor', reply: () => ({ body: [MONITOR] }) },
  { path: '/api/v2/query/timeseries', reply: call => ({ body: timeseries(attributesOf(call)) }) },
  { path: '/api/v2/query/scalar', reply: call => ({ body: scalar(attributesOf(call)) }) },
  { path: '/api/v2/logs/events/search', reply: () => ({ body: { data: [LOG] } }) },
]

const summary = ({ id, title, description }: typeof OVERVIEW) => ({ id, title, description })
const OTHER = { id: 'zzz', title: 'Somebody else’s', description: null }
export const MONITOR = {
  id: 42,
  name: 'Waiting messages',
  type: 'query alert',
  query: 'max(last_1m):sum:rabbitmq.queue.messages.ready{*} > 15',
  message: 'Look at the worker.',
  tags: ['demo_key:waiting'],
  overall_state: 'OK',
}
const LOG = {
  id: 'log-1',
  type: 'log',
  attributes: { timestamp: '2026-01-01T00:00:00Z', status: 'error', message: 'no answer', tags: [], attributes: {} },
}

export function timeseries({ formulas, to, interval = 10_000 }: Attributes): object {
  const times = [to - 3 * interval, to - 2 * interval, to - interval]
  return {
    data: {
      type: 'timeseries_response',
      attributes: {
        times,
        series: formulas.map((_, index) => ({ group_tags: [], query_index: index, unit: null })),
        values: formulas.map((_, index) => times.map((_, point) => index + point)),
      },
    },
  }
}

function scalar({ formulas }: Attributes): object {
  const columns = formulas.map(({ formula }, index) => ({
    type: 'number',
    name: formula,
    values: [index + 1],
    meta: { unit: null },
  }))
  return { data: { type: 'scalar_response', attributes: { columns } } }
}
