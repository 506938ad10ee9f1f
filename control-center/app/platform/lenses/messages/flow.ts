import { type ScalarAnswer, scalarQuery } from '../../datadog/calls.ts'
import type { FlowFigures } from './types.ts'

/** Data Streams Monitoring knows each edge by the checkpoint at its end. */
const streams = (aggregate: 'count' | 'p95', tags: string) =>
  `${aggregate}:data_streams.latency{$env,type:rabbitmq,${tags}}`

type Read = 'sum' | 'percentile' | 'last'

const rate = (tags: string): [string, Read] => [`${streams('count', `pathway_type:full,${tags}`)}.as_count()`, 'sum']
const queue = (figure: string, name: string): [string, Read] => [
  `sum:rabbitmq.queue.${figure}{$env,queue:${name}}`,
  'last',
]

/** What is asked for each figure, and how the time that it is asked for becomes one number. */
const ASKED: Record<keyof FlowFigures, [query: string, read: Read]> = {
  publishedPerSecond: rate('direction:out,exchange:chat'),
  deliveredPerSecond: rate('direction:in,topic:chat.requests'),
  repliesOutPerSecond: rate('direction:out,exchange:chat.replies,service:worker'),
  // The backend tells itself of accepted questions through the same exchange; only replies are meant here.
  repliesInPerSecond: [
    `${streams('count', 'pathway_type:edge,direction:in,start:worker,end:backend')}.as_count()`,
    'sum',
  ],
  publish: ['p95:trace.amqp.command{$env,service:backend,resource_name:basic.publish_chat_request}', 'percentile'],
  waitInRequests: [streams('p95', 'pathway_type:edge,direction:in,topic:chat.requests'), 'percentile'],
  answer: ['p95:trace.chat.answer{$env,service:worker}', 'percentile'],
  waitInReplies: [streams('p95', 'pathway_type:edge,direction:in,start:worker,end:backend'), 'percentile'],
  wholeReply: ['p95:chat.reply.duration{$env}', 'percentile'],
  oldestWaiting: ['max:chat.question.oldest_waiting{$env}', 'last'],
  requestsReady: queue('messages.ready', 'chat.requests'),
  requestsUnacked: queue('messages.unacked', 'chat.requests'),
  workers: ['max:rabbitmq.queue.consumers{$env,queue:chat.requests}', 'last'],
  repliesReady: queue('messages.ready', 'chat.replies*'),
  dead: queue('messages.ready', 'chat.dead'),
}

const isFigure = (name: string): name is keyof FlowFigures => name in ASKED
const FIGURES = Object.keys(ASKED).filter(isFigure)

/** All figures of a time in one call. */
export function flowQuery(env: string, from: number, to: number) {
  return scalarQuery({
    from,
    to,
    queries: FIGURES.map(name => {
      const [query, aggregator] = ASKED[name]
      return { name, data_source: 'metrics', query: query.replace('$env', `env:${env}`), aggregator }
    }),
    formulas: FIGURES.map(formula => ({ formula })),
  })
}

/** Columns of an answer by their names; counts become rates over the time that was asked for. */
export function flowFigures(answer: ScalarAnswer, spanMs: number): FlowFigures {
  const values = new Map<string, number | null>()
  for (const column of answer.data.attributes.columns) {
    if (column.type === 'number') values.set(column.name ?? '', column.values[0] ?? null)
  }
  const figure = (name: keyof FlowFigures): number | null => {
    const value = values.get(name) ?? null
    if (ASKED[name][1] !== 'sum') return value
    // Nothing counted is nothing passed, not nothing known.
    return (value ?? 0) / (spanMs / 1000)
  }
  return {
    publishedPerSecond: figure('publishedPerSecond'),
    deliveredPerSecond: figure('deliveredPerSecond'),
    repliesOutPerSecond: figure('repliesOutPerSecond'),
    repliesInPerSecond: figure('repliesInPerSecond'),
    publish: figure('publish'),
    waitInRequests: figure('waitInRequests'),
    answer: figure('answer'),
    waitInReplies: figure('waitInReplies'),
    wholeReply: figure('wholeReply'),
    oldestWaiting: figure('oldestWaiting'),
    requestsReady: figure('requestsReady'),
    requestsUnacked: figure('requestsUnacked'),
    workers: figure('workers'),
    repliesReady: figure('repliesReady'),
    dead: figure('dead'),
  }
}
