import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../engine/src/testing/manual-clock.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let clock: ManualClock
beforeEach(async () => {
  clock = new ManualClock()
  server = await startTestServer({ clock })
})
afterEach(() => server.close())

const begin = (body: object = { scenario: 'worker-crash' }, headers: Record<string, string> = {}) =>
  server.script('POST', '/api/v1/runs', body, headers)

describe('beginning a run', () => {
  it('answers 201 with the run and what speaks against it', async () => {
    const { status, body, headers } = await begin()
    expect(status).toBe(201)
    expect(body).toMatchObject({
      scenario: 'worker-crash',
      state: 'active',
      change: 'worker replicas 1 → 0',
      startedBy: 'script',
    })
    expect(body.warnings).toEqual([expect.stringMatching(/^No baseline yet/)])
    expect(headers.get('location')).toBe(`/api/v1/runs/${body.id}`)
    expect(server.cluster.spec('worker')).toEqual({ replicas: 0 })
  })

  it('answers 409 while another acts on the same workload', async () => {
    const { body } = await begin()
    const second = await begin()
    expect(second.status).toBe(409)
    expect(second.body.run).toBe(body.id)
  })

  it('answers 404 for a scenario that there is not, 400 for a duration that it does not allow', async () => {
    expect((await begin({ scenario: 'nothing' })).status).toBe(404)
    const long = await begin({ scenario: 'worker-crash', durationSeconds: 601 })
    expect(long.status).toBe(400)
    expect(long.body.detail).toBe('durationSeconds is 601; worker-crash wants 10 to 600')
  })

  it('answers 412 when it could not be undone, and force does not help', async () => {
    server.cluster.denied = right => right.verb === 'patch' && right.resource === 'deployments'
    const rights = await begin({ scenario: 'worker-crash', force: true })
    expect(rights.status).toBe(412)
    expect(rights.body.detail).toMatch('patch deployments/worker')
    server.cluster.denied = () => false

    server.cluster.labels = {}
    expect((await begin()).body.detail).toMatch('app.kubernetes.io/part-of=datadog-chatbot-demo')
    server.cluster.labels = { 'app.kubernetes.io/part-of': 'datadog-chatbot-demo' }

    await clock.advance(60_000)
    const away = await begin({ scenario: 'worker-crash', force: true })
    expect(away.status).toBe(412)
    expect(away.body.detail).toMatch('The reconciler is away')
    expect(server.cluster.spec('worker')).toEqual({ replicas: 1 })
  })

  it('gives the same run for the same key, and 422 for another request with it', async () => {
    const key = { 'idempotency-key': 'k-1' }
    const both = await Promise.all([begin(undefined, key), begin(undefined, key)])
    const later = await begin(undefined, key)
    expect(new Set([...both, later].map(answer => answer.body.id)).size).toBe(1)
    expect((await begin({ scenario: 'worker-crash', durationSeconds: 60 }, key)).status).toBe(422)
    expect((await begin(undefined, { 'idempotency-key': 'with space' })).status).toBe(400)
  })

  it('answers 503 while the cluster does not answer', async () => {
    const { ClusterError } = await import('@chat-demo/engine')
    server.cluster.onCall = () => {
      throw new ClusterError('unreachable', 'connect ECONNREFUSED')
    }
    expect((await begin()).status).toBe(503)
  })
})

describe('healing', () => {
  it('takes one run back and proves it', async () => {
    const { body } = await begin()
    const healed = await server.script('POST', `/api/v1/runs/${body.id}/heal`)
    expect(healed.status).toBe(202)
    expect(healed.body).toMatchObject({
      results: [{ result: 'restored' }],
      runs: [{ state: 'recovering', healedBy: 'script' }],
    })
    expect(server.cluster.spec('worker')).toEqual({ replicas: 1 })
    await clock.advance(35_000)
    const { body: run } = await server.script('GET', `/api/v1/runs/${body.id}`)
    expect(run).toMatchObject({ state: 'healed', outcome: null })
    expect(run.recoverySeconds).toBeGreaterThanOrEqual(30)
  })

  it('heals all, again and again', async () => {
    await begin()
    expect((await server.script('POST', '/api/v1/heal')).body.results).toMatchObject([
      { result: 'restored', workload: 'worker' },
    ])
    const again = await server.script('POST', '/api/v1/heal')
    expect(again.status).toBe(202)
    expect(again.body.results).toEqual([])
  })

  it('does not look healed when the cluster could not be asked', async () => {
    const { ClusterError } = await import('@chat-demo/engine')
    server.cluster.onCall = () => {
      throw new ClusterError('unreachable', 'connect ECONNREFUSED')
    }
    const { status, body } = await server.script('POST', '/api/v1/heal')
    expect(status).toBe(503)
    expect(body.detail).toMatch(/^Nothing was healed: .*ECONNREFUSED/)
  })

  it('says what it does not know', async () => {
    expect((await server.script('POST', '/api/v1/runs/nothing/heal')).status).toBe(404)
    expect((await server.script('GET', '/api/v1/runs/nothing')).status).toBe(404)
    expect((await server.script('GET', '/api/v1/runs/%2e%2e%2fx')).status).toBe(400)
  })
})

describe('traffic', () => {
  it('gives the profile in force, and says when the generator is away', async () => {
    expect((await server.script('PUT', '/api/v1/traffic', { profile: 'medium' })).body).toEqual({ profile: 'medium' })
    server.trafficAway.reason = 'the connection is refused'
    const away = await server.script('PUT', '/api/v1/traffic', { profile: 'light' })
    expect(away.status).toBe(503)
    expect(away.body.detail).toBe('the connection is refused')
  })
})
