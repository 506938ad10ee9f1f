import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { collect } from './chat-client.ts'
import { Management } from './servers.ts'
import { startTraceAgent, type TraceAgent } from './trace-agent.ts'
import { startTracedStack, type TracedStack } from './traced-stack.ts'

let agent: TraceAgent
let stack: TracedStack

beforeAll(async () => {
  agent = await startTraceAgent()
  stack = await startTracedStack({
    postgresUrl: inject('postgresUrl'),
    rabbitmqUrl: inject('rabbitmqUrl'),
    management: new Management(inject('rabbitmqManagementUrl')),
    agentUrl: agent.url,
  })
})

test('explore', async () => {
  const { chat } = stack
  const id = await chat.conversation()
  const answer = await chat.ask(id, 'How much light does a monstera need?')
  const events = await collect(answer.events)
  const reply = (await chat.history(id)).find(m => m.role === 'assistant')
  const fb = await chat.request('POST', `/api/conversations/${id}/messages/${reply?.id}/feedback`, { score: 1 })
  expect(fb.status).toBe(204)
  stack.broker.cut()
  await vi.waitFor(async () => expect((await chat.request('GET', '/api/health')).status).toBe(503), 5000)
  await chat.askLater(id, 'And how much water?')
  await stack.broker.mend()
  await vi.waitFor(async () => expect((await chat.stats()).answered).toBe(2), { timeout: 20000, interval: 200 })
  const other = await chat.conversation()
  await chat.request('DELETE', `/api/conversations/${other}`)
  await new Promise(r => setTimeout(r, 12000))
  await stack.stop()
  console.log(events.map(e => e.event).join(' '))
  const out: string[] = []
  const traces = new Map<string, typeof agent.spans>()
  for (const s of agent.spans) traces.set(s.traceId, [...(traces.get(s.traceId) ?? []), s])
  for (const [tid, spans] of traces) {
    out.push(`TRACE ${tid}`)
    const ids = new Set(spans.map(s => s.spanId))
    const show = (s: typeof spans[0], depth: number) => {
      out.push(`${'  '.repeat(depth)}${s.service} ${s.name} | ${s.resource.replace(/\s+/g, ' ').slice(0, 90)} | ${s.meta['span.kind'] ?? '-'} ${s.meta.component ?? ''} type=${s.type} ${(s.durationNs / 1e6).toFixed(1)}ms prio=${s.metrics._sampling_priority_v1}`)
      for (const c of spans) if (c.parentId === s.spanId) show(c, depth + 1)
    }
    for (const s of spans) if (!ids.has(s.parentId)) show(s, 1)
  }
  out.push('METRICS', ...agent.metrics, 'EDGES', ...agent.edges.map(e => `${e.service} ${e.tags.join(',')} ${e.parentHash} -> ${e.hash}`), 'LLM', ...agent.llmSpans.map(s => JSON.stringify(s)), 'EVAL', ...agent.evaluations.map(s => JSON.stringify(s)))
  for (const p of [stack.frontend, stack.backend, stack.worker]) out.push('LOG', ...p.log.map(l => JSON.stringify(l)))
  out.push('SPANS', ...agent.spans.map(s => JSON.stringify(s, (_k, v) => typeof v === 'bigint' ? String(v) : v)))
  writeFileSync('/tmp/p7-explore.txt', out.join('\n'))
}, 90000)

afterAll(async () => {
  await agent.close()
})
