import { expect, it } from 'vitest'
import { flowFigures, flowQuery } from './flow.ts'

const answer = (values: Record<string, number | null>) => ({
  data: {
    attributes: {
      columns: Object.entries(values).map(([name, value]) => ({ type: 'number' as const, name, values: [value] })),
    },
  },
})

it('asks for every figure in one call, each within the environment', () => {
  const { body } = flowQuery('chat-demo', 1, 2)
  const text = JSON.stringify(body)
  expect(text).toContain(
    'p95:data_streams.latency{env:chat-demo,type:rabbitmq,pathway_type:edge,direction:in,topic:chat.requests}',
  )
  expect(text).not.toContain('$env')
})

it('makes rates of counts, and knows nothing from none', () => {
  const figures = flowFigures(
    answer({ publishedPerSecond: 120, deliveredPerSecond: null, dead: 2, answer: null }),
    60_000,
  )
  expect(figures).toMatchObject({
    publishedPerSecond: 2,
    deliveredPerSecond: 0,
    dead: 2,
    answer: null,
    oldestWaiting: null,
  })
})
