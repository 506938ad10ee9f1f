import { logger, v2 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, unparsed } from '../objects/testing.ts'
import { rumRow, spanRow } from '../query/search/testing.ts'
import { clientTokens } from './rum-applications.ts'
import { startWholeApi } from './testing.ts'

logger.setLevel('silent')

const now = Date.UTC(2026, 0, 1, 12)
const t0 = now - 60_000
const traceId = '6a000000000000001234567890abcdef'

let api: Awaited<ReturnType<typeof startWholeApi>>

beforeAll(async () => {
  api = await startWholeApi({ now: () => now })
  for (const operation of ['getTraceByID', 'getPrunedTraceByID', 'validate']) {
    api.configuration.unstableOperations[`v2.${operation}`] = true
  }
  const span = (spanId: string, parentId: string, more: Partial<ReturnType<typeof spanRow>>) =>
    spanRow({ time: t0, traceId, spanId, parentId, topLevel: false, kind: 'internal', ...more })
  // Two chunks, out of order, one span twice.
  api.store.append('spans', [
    span('3', '2', {
      service: 'worker',
      topLevel: true,
      kind: 'consumer',
      startNs: BigInt(t0) * 1_000_000n + 2_000_000n,
      durationNs: 4_000_000,
    }),
    span('5', '3', {
      service: 'worker',
      name: 'inner',
      startNs: BigInt(t0) * 1_000_000n + 3_000_000n,
      durationNs: 10_000,
    }),
    span('6', '5', {
      service: 'worker',
      name: 'pg.query',
      kind: 'client',
      error: true,
      startNs: BigInt(t0) * 1_000_000n + 3_000_100n,
      durationNs: 5_000,
    }),
  ])
  api.store.append('spans', [
    span('18446744073709551615', '0', {
      service: 'frontend',
      topLevel: true,
      kind: 'server',
      durationNs: 10_000_000,
      meta: { 'http.url': '/', '_dd.p.dm': '1' },
    }),
    span('2', '18446744073709551615', {
      service: 'backend',
      topLevel: true,
      kind: 'server',
      startNs: BigInt(t0) * 1_000_000n + 1_000_000n,
      durationNs: 6_000_000,
      tags: ['kube_deployment:backend'],
    }),
    span('3', '2', {
      service: 'worker',
      topLevel: true,
      startNs: BigInt(t0) * 1_000_000n + 2_000_000n,
      durationNs: 4_000_000,
    }),
  ])
  await api.store.settled()
})
afterAll(() => api.close())

describe('a trace', () => {
  it('is joined over its chunks, by any form of its id', async () => {
    const traces = new v2.APMTraceApi(api.configuration)
    for (const id of [traceId, '1234567890abcdef', BigInt('0x1234567890abcdef').toString()]) {
      const answer = await traces.getTraceByID({ traceId: id })
      expect(unparsed(answer)).toEqual([])
      expect(answer.data.attributes.isTruncated).toBe(false)
      expect(answer.data.attributes.spans.map(span => span.service)).toEqual([
        'frontend',
        'backend',
        'worker',
        'worker',
        'worker',
      ])
    }
    const { data } = await traces.getTraceByID({ traceId })
    expect(data.attributes.spans[0]).toMatchObject({
      traceIdFull: traceId,
      parentId: 0,
      duration: 10_000_000,
      selfTime: 4_000_000,
      error: 0,
      meta: { 'http.url': '/' },
    })
    expect(data.attributes.spans[1]?.meta).toMatchObject({ kube_deployment: 'backend' })
    expect(Object.keys(data.attributes.spans[0]?.meta ?? {})).not.toContain('_dd.p.dm')
  })

  it('has its 64-bit numbers with every digit', async () => {
    const answer = await fetch(`${api.url}/api/v2/trace/${traceId}`, { headers: api.headers })
    const text = await answer.text()
    expect(text).toContain('"spanID":18446744073709551615')
    expect(text).toContain(`"traceID":${BigInt('0x1234567890abcdef')}`)
    expect(text).toContain(`"startTime":${t0}000000`)
  })

  it('is pruned to what matters', async () => {
    const traces = new v2.APMTraceApi(api.configuration)
    const answer = await traces.getPrunedTraceByID({ traceId })
    expect(unparsed(answer)).toEqual([])
    const { root } = answer.data.attributes.summarizedTrace
    expect(root).toMatchObject({
      service: 'frontend',
      spanKind: 'SERVER',
      durationSeconds: 0.01,
      hiddenChildSpansCount: 0,
    })
    const worker = root.children[0]?.children[0]
    expect(worker).toMatchObject({
      service: 'worker',
      hiddenChildSpansCount: 1,
      children: [{ name: 'pg.query', error: 1 }],
    })
    const entries = await traces.getPrunedTraceByID({ traceId, onlyServiceEntrySpans: true })
    expect(entries.data.attributes.summarizedTrace.root.children[0]?.children[0]).toMatchObject({
      service: 'worker',
      hiddenChildSpansCount: 2,
      children: [],
    })
  })

  it('begins in the browser when a RUM resource began it', async () => {
    const id = '000000000000000000000000000000b1'
    api.store.append('rum', [
      rumRow({
        time: t0,
        id: 'r',
        type: 'resource',
        traceId: id,
        spanId: '77',
        attributes: {
          resource: { method: 'POST', url: 'http://localhost/api/x?y=1', status_code: 200, duration: 5e6 },
        },
      }),
    ])
    api.store.append('spans', [spanRow({ time: t0, traceId: id, spanId: '78', parentId: '77', service: 'frontend' })])
    await api.store.settled()
    const { data } = await new v2.APMTraceApi(api.configuration).getTraceByID({ traceId: '177' })
    expect(data.attributes.spans).toMatchObject([
      { spanId: 77, parentId: 0, name: 'browser.request', service: 'browser', resource: 'POST /api/x', duration: 5e6 },
      { spanId: 78, parentId: 77, service: 'frontend' },
    ])
  })

  it('is 404 when nobody knows it', async () => {
    const traces = new v2.APMTraceApi(api.configuration)
    expect((await refusal(traces.getTraceByID({ traceId: 'f'.repeat(32) }))).code).toBe(404)
    expect((await refusal(traces.getTraceByID({ traceId: 'no-id' }))).code).toBe(404)
  })
})

describe('services', () => {
  it('are listed by environment', async () => {
    const answer = await new v2.APMApi(api.configuration).getServiceList({ filterEnv: 'chat-demo' })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data?.attributes?.services).toEqual(['backend', 'frontend', 'worker'])
  })

  it('are joined to those that they call', async () => {
    const all = await api.call('GET', '/api/v1/service_dependencies?env=chat-demo')
    expect(all.body).toEqual({
      backend: { calls: ['worker'] },
      frontend: { calls: ['backend'] },
      worker: { calls: [] },
    })
    const one = await api.call('GET', '/api/v1/service_dependencies/backend?env=chat-demo')
    expect(one.body).toEqual({ name: 'backend', calls: ['worker'], called_by: ['frontend'] })
    expect((await api.call('GET', '/api/v1/service_dependencies')).status).toBe(400)
  })
})

describe('RUM applications', () => {
  it('are created, changed, listed and deleted, and their tokens known meanwhile', async () => {
    const rum = new v2.RUMApi(api.configuration)
    const created = await rum.createRUMApplication({
      body: { data: { type: 'rum_application_create', attributes: { name: 'chat', type: 'browser' } } },
    })
    expect(unparsed(created)).toEqual([])
    const id = String(created.data?.id)
    const token = String(created.data?.attributes.clientToken)
    expect(token).toMatch(/^pub[0-9a-f]{32}$/)
    expect([...clientTokens(api.store, ['given'])]).toEqual(['given', token])

    const update = { data: { id, type: 'rum_application_update' as const, attributes: { name: 'chat 2' } } }
    const updated = await rum.updateRUMApplication({ id, body: update })
    expect(unparsed(updated)).toEqual([])
    expect(updated.data?.attributes).toMatchObject({ name: 'chat 2', clientToken: token })
    expect((await rum.getRUMApplication({ id })).data?.attributes.name).toBe('chat 2')
    const list = await rum.getRUMApplications()
    expect(unparsed(list)).toEqual([])
    expect(list.data?.map(each => each.attributes.name)).toEqual(['chat 2'])
    const mismatch = rum.updateRUMApplication({ id, body: { data: { ...update.data, id: 'other' } } })
    expect(await refusal(mismatch)).toMatchObject({ code: 422 })

    await rum.deleteRUMApplication({ id })
    expect((await refusal(rum.getRUMApplication({ id }))).code).toBe(404)
    expect([...clientTokens(api.store, [])]).toEqual([])
  })
})

describe('keys', () => {
  it('are described by the calls of v2', async () => {
    const keys = new v2.KeyManagementApi(api.configuration)
    const answer = await keys.validate()
    expect(unparsed(answer)).toEqual([])
    expect(answer.data).toMatchObject({ type: 'validate_v2', attributes: { valid: true } })
    expect(await keys.validateAPIKey()).toMatchObject({ status: 'ok' })
  })
})
