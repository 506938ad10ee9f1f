import { expect, it } from 'vitest'
import { ownerOf } from './owner.ts'

it.each([
  [['service:worker'], 'p95:trace.pg.query{*} by {service}', 'worker'],
  [['kube_container_name:postgres'], 'max:kubernetes.memory.usage{*}', 'postgres'],
  [['kube_container_name:toxiproxy'], 'max:kubernetes.memory.usage{*}', 'ink'],
  [[], 'sum:rabbitmq.queue.messages.ready{queue:chat.requests}', 'rabbitmq'],
  [[], 'sum:trace.openai.request.hits{service:worker}.as_rate()', 'model'],
  [[], "moving_rollup(sum:chat.request{*}.as_rate(), 60, 'avg')", 'frontend'],
  [[], 'count:chat.queue.wait{*}', 'worker'],
  [[], 'p95:trace.fastify.request{service:backend}', 'backend'],
  [['direction:input'], 'avg:chat.reply.tokens{*} by {direction}', 'model'],
  [[], 'avg:system.load.1{*}', 'ink'],
])('%s of %s is %s', (tags, query, owner) => expect(ownerOf(tags, query)).toBe(owner))
