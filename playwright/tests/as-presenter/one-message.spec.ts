import { datadog, spansOf, unparsed } from '../../support/datadog.ts'
import { expect, test } from '../../support/test.ts'

test('one message is one trace from the click to the model and back, with its logs, its LLM span and its session', async ({
  customer,
  product,
}) => {
  test.setTimeout(120_000)
  const api = datadog(product)
  const asked = customer.waitForRequest(request => request.method() === 'POST' && request.url().endsWith('/messages'))
  await customer.getByRole('textbox', { name: 'Your question' }).fill('Is ivy safe for cats?')
  await customer.keyboard.press('Enter')
  const { 'x-datadog-trace-id': trace = '', 'x-datadog-parent-id': click = '' } = await (await asked).allHeaders()
  expect(trace, 'RUM adds the trace to the request').toMatch(/^\d+$/)
  const traceId = BigInt(trace).toString(16).padStart(32, '0')
  const conversation = /conversations\/([0-9a-f-]{36})\//.exec((await asked).url())?.[1]
  await expect(customer.getByRole('log').getByRole('button', { name: 'Copy' })).toBeVisible({ timeout: 20_000 })
  const answeredAt = Date.now()

  await test.step('its spans: every service, right parents, no orphan', async () => {
    const wanted = ['frontend', 'backend', 'worker'].flatMap(service => [[service]])
    await expect
      .poll(async () => {
        const spans = await spansOf(api, traceId)
        const services = new Set(spans.map(span => span.service))
        const names = new Set(spans.map(span => span.name))
        const known = new Set(spans.map(span => span.id))
        return {
          services: wanted.every(([service = '']) => services.has(service)),
          database: names.has('pg.query'),
          broker: names.has('amqp.command'),
          model: names.has('openai.request'),
          orphans: spans.filter(span => !known.has(span.parent) && span.parent !== click).map(span => span.resource),
          roots: spans.filter(span => span.parent === click).map(span => span.service),
        }
      }, `the trace ${traceId} is whole within 10 s`)
      .toEqual({ services: true, database: true, broker: true, model: true, orphans: [], roots: ['frontend'] })
    expect(Date.now() - answeredAt).toBeLessThan(10_000)
    const byId = new Map((await spansOf(api, traceId)).map(span => [span.id, span]))
    const ancestors = (id: string): string[] => {
      const span = byId.get(id)
      return span ? [span.service, ...ancestors(span.parent)] : []
    }
    const model = [...byId.values()].find(span => span.name === 'openai.request')
    const path = ancestors(model?.id ?? '').filter((service, at, all) => service !== all[at - 1])
    expect(path, 'the model call descends from the click').toEqual(['worker', 'backend', 'frontend'])
    expect(unparsed(await api.traces.getTraceByID({ traceId }))).toEqual([])
  })

  await test.step('its logs', async () => {
    const services = async () => {
      const { data = [] } = await api.logs.listLogs({
        body: { filter: { query: `trace_id:${traceId}`, from: 'now-15m' } },
      })
      return [...new Set(data.map(({ attributes }) => attributes?.service))].sort()
    }
    await expect.poll(services, { timeout: 10_000 }).toEqual(expect.arrayContaining(['backend', 'worker']))
  })

  await test.step('its LLM span, with tokens and cost, in the session that is the conversation', async () => {
    const span = async () => {
      const { data = [] } = await api.llm.searchLLMObsSpans({
        body: {
          data: {
            type: 'spans',
            attributes: { filter: { query: `@session_id:${conversation}`, spanKind: 'llm' } },
          },
        },
      })
      const metrics = data[0]?.attributes.metrics ?? {}
      return {
        found: data.length,
        tokens: (metrics.input_tokens ?? 0) > 0 && (metrics.output_tokens ?? 0) > 0,
        cost: Object.entries(metrics).some(([name, value]) => name.includes('cost') && value > 0),
      }
    }
    await expect.poll(span, { timeout: 10_000 }).toEqual({ found: 1, tokens: true, cost: true })
  })

  await test.step('its way through the queue, with latencies', async () => {
    const latencies = async () =>
      [...(await api.newest('avg:data_streams.latency{*} by {service,direction}', 10)).keys()].join(' ')
    await expect.poll(latencies, { timeout: 30_000 }).toMatch(/worker/)
  })

  await test.step('the click that began it, within 5 s after the page is hidden', async () => {
    await customer.close({ runBeforeUnload: false })
    const resource = async () => {
      const { data = [] } = await api.rum.searchRUMEvents({
        body: { filter: { query: `@type:resource @_dd.trace_id:${trace}`, from: 'now-15m', to: 'now' } },
      })
      const event = data[0]?.attributes?.attributes as { _dd?: { span_id?: string } } | undefined
      return event?._dd?.span_id
    }
    await expect.poll(resource, { timeout: 5_000 }).toBe(click)
  })
})
