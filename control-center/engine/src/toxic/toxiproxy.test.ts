import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startToxiproxy } from '../../../../local/toxiproxy/src/start.ts'
import { Engine } from '../engine.ts'
import { Catalog } from '../scenario/catalog.ts'
import { networkLatency, TestSignals, toxiproxySpec } from '../testing/fixtures.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { MemoryCluster } from '../testing/memory-cluster.ts'
import type { Toxic } from './toxic.ts'
import { ToxiproxyControl } from './toxiproxy.ts'

const proxies = ['backend-postgres', 'worker-postgres']
const toxic: Toxic = {
  proxy: 'worker-postgres',
  name: 'run-0123456789',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: { latency: 200, jitter: 20 },
}

let server: Awaited<ReturnType<typeof startToxiproxy>>
let control: ToxiproxyControl
const post = (path: string, body: object) =>
  fetch(`${server.url}${path}`, { method: 'POST', body: JSON.stringify(body) })

beforeEach(async () => {
  server = await startToxiproxy({ host: '127.0.0.1', port: 0, env: {}, random: () => 0.5 })
  control = new ToxiproxyControl(server.url)
  for (const name of proxies) await post('/proxies', { name, listen: '127.0.0.1:0', upstream: '127.0.0.1:1' })
})
afterEach(() => server.close())

describe('Toxiproxy over its HTTP API', () => {
  it('adds once, lists, removes, and does not mind that it is gone', async () => {
    await control.add(toxic)
    await control.add(toxic)
    expect(await control.list()).toEqual([{ proxy: 'worker-postgres', name: 'run-0123456789' }])
    const standing = await fetch(`${server.url}/proxies/worker-postgres/toxics`)
    expect(await standing.json()).toMatchObject([{ type: 'latency', attributes: { latency: 200, jitter: 20 } }])
    await control.remove(toxic)
    await control.remove(toxic)
    expect(await control.list()).toEqual([])
  })

  it('tells a refusal from silence', async () => {
    await expect(control.add({ ...toxic, proxy: 'nothing' })).rejects.toMatchObject({
      kind: 'refused',
      message: 'Toxiproxy has no proxy nothing',
    })
    await expect(control.add({ ...toxic, type: 'rust' })).rejects.toMatchObject({ kind: 'refused' })
    await expect(new ToxiproxyControl('http://127.0.0.1:1').list()).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('does not wait for a server that never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => silent.once('listening', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : 0
    const patient = new ToxiproxyControl(`http://127.0.0.1:${port}`, 50)
    await expect(patient.list()).rejects.toMatchObject({ kind: 'unreachable', message: 'no answer within 0.05 s' })
    silent.close()
  })

  it('carries a run of the engine, beside a toxic of somebody else', async () => {
    const clock = new ManualClock()
    const cluster = new MemoryCluster()
    cluster.apply('toxiproxy', toxiproxySpec)
    cluster.heartbeat = new Date(clock.now()).toISOString()
    const engine = new Engine({
      cluster,
      toxiproxy: control,
      workloads: cluster,
      catalog: Catalog.of([networkLatency], clock),
      signals: new TestSignals(cluster, () => clock.now()),
      clock,
      warn: message => expect.fail(message),
    })
    engine.start()
    await post('/proxies/worker-postgres/toxics', { name: 'theirs', type: 'bandwidth', attributes: { rate: 900 } })
    const { run } = await engine.begin({ scenario: 'network-latency', who: 'tester' })
    expect((await control.list()).map(({ name }) => name).sort()).toEqual([
      `run-${run.id}`,
      `run-${run.id}-2`,
      `run-${run.id}-3`,
      'theirs',
    ])
    expect(await engine.heal(run.id, 'tester')).toMatchObject([{ result: 'restored' }])
    expect(await control.list()).toEqual([{ proxy: 'worker-postgres', name: 'theirs' }])
    expect(engine.run(run.id)).toMatchObject({ state: 'recovering', outcome: null })
    await engine.stop()
  })
})
