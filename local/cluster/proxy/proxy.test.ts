import net, { type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../client/clock.ts'
import { Cluster } from '../client/cluster.ts'
import { FakeApi } from '../client/fake-api.ts'
import type { EndpointSlice, Service } from '../client/types.ts'
import { SERVICE_NAME_LABEL } from '../controllers/endpoints/build.ts'
import { RoundRobin, targetsOf } from './endpoints.ts'
import { wantedListeners } from './listeners.ts'
import { ServiceProxy } from './proxy.ts'

const meta = (name: string) => ({ name, namespace: 'shop', uid: name, resourceVersion: '1' })
const service = (spec: Service['spec']): Service => ({ metadata: meta('web'), spec })
const endpoint = (address: string, ready: boolean, terminating = false, serving = ready || terminating) => ({
  addresses: [address],
  conditions: { ready, serving, terminating },
})
const slice = (...endpoints: EndpointSlice['endpoints']): EndpointSlice => ({
  metadata: meta('s'),
  addressType: 'IPv4',
  endpoints,
  ports: [{ name: 'http', port: 80 }],
})

describe('the targets of a Service port', () => {
  it('are its ready endpoints', () => {
    expect(targetsOf([slice(endpoint('a', true), endpoint('b', false))], 'http')).toEqual([{ host: 'a', port: 80 }])
    expect(targetsOf([slice(endpoint('a', true))], 'other')).toEqual([])
  })

  it('are those that end but still serve when no other is left', () => {
    const ending = endpoint('b', false, true)
    expect(targetsOf([slice(endpoint('a', true), ending)], 'http')).toEqual([{ host: 'a', port: 80 }])
    expect(targetsOf([slice(endpoint('a', false), ending)], 'http')).toEqual([{ host: 'b', port: 80 }])
  })

  it('take turns', () => {
    const turns = new RoundRobin()
    const targets = ['a', 'b', 'c'].map(host => ({ host, port: 1 }))
    const first = () => turns.order(targets)[0]?.host
    expect([first(), first(), first(), first()]).toEqual(['a', 'b', 'c', 'a'])
    expect(turns.order([])).toEqual([])
  })
})

describe('the listeners of a Service', () => {
  const ports = [{ name: 'http', port: 80, nodePort: 30080 }]
  const addresses = (spec: Service['spec'], own = true) =>
    wantedListeners(service(spec), own).map(({ host, port }) => `${host} ${port}`)

  it('are its cluster address and node ports', () => {
    expect(addresses({ clusterIP: '127.96.0.9', type: 'NodePort', ports })).toEqual([
      '127.96.0.9 80',
      '127.0.0.1 30080',
      '::1 30080',
    ])
    expect(addresses({ clusterIP: '127.96.0.9', ports: [{ port: 80 }] }, false)).toEqual(['127.0.0.1 0'])
  })

  it('are none for headless and external Services, nor for UDP', () => {
    expect(addresses({ clusterIP: 'None', ports })).toEqual([])
    expect(addresses({ type: 'ExternalName', externalName: 'x' })).toEqual([])
    expect(addresses({ clusterIP: '127.96.0.9', ports: [{ port: 53, protocol: 'UDP' }] })).toEqual([])
  })
})

describe('the proxy', () => {
  let api: FakeApi
  let cluster: Cluster
  let proxy: ServiceProxy
  const servers: net.Server[] = []

  beforeEach(async () => {
    api = new FakeApi(systemClock)
    cluster = new Cluster({ client: api, clock: systemClock })
    proxy = new ServiceProxy({
      cluster,
      log: pino({ level: 'silent' }),
      ownAddresses: false,
      apiServer: new URL('https://127.0.0.1:6443'),
      onAddress: () => undefined,
    })
    await cluster.start()
  })
  afterEach(async () => {
    await proxy.stop()
    await cluster.stop()
    for (const server of servers.splice(0)) server.close()
  })

  function backend(name: string): Promise<number> {
    const server = net.createServer({ allowHalfOpen: true }, socket => {
      // Answers when the client has said everything: half-closed connections have to pass.
      let said = ''
      socket.on('data', chunk => {
        said += chunk
      })
      socket.on('end', () => socket.end(`${name} heard ${said}`))
    })
    servers.push(server)
    return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
  }

  async function publish(...ports: number[]): Promise<number> {
    await api.create('Service', {
      metadata: { name: 'web', namespace: 'shop' },
      spec: { clusterIP: '127.96.0.9', ports: [{ port: 80 }] },
    })
    for (const [index, port] of ports.entries()) {
      await api.create('EndpointSlice', {
        metadata: { name: `web-${index}`, namespace: 'shop', labels: { [SERVICE_NAME_LABEL]: 'web' } },
        addressType: 'IPv4',
        endpoints: [endpoint('127.0.0.1', true)],
        ports: [{ name: '', port }],
      })
    }
    for (;;) {
      const found = cluster.informer('Service').get('shop/web')
      const address = found && proxy.addressOf(found)
      const known = cluster.informer('EndpointSlice').list().length === ports.length
      if (address && address !== 'pending' && known) return address.port(80)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }

  async function say(port: number, words: string): Promise<string> {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.end(words)
    return text(socket)
  }

  it('spreads connections over the endpoints', async () => {
    const port = await publish(await backend('one'), await backend('two'))
    const answers = [await say(port, 'a'), await say(port, 'b'), await say(port, 'c')]
    expect(answers).toEqual(['one heard a', 'two heard b', 'one heard c'])
  })

  it('goes on to the next endpoint when one refuses', async () => {
    const gone = await backend('gone')
    await new Promise(resolve => servers.shift()?.close(resolve))
    const port = await publish(gone, await backend('here'))
    expect(await say(port, 'a')).toBe('here heard a')
    expect(await say(port, 'b')).toBe('here heard b')
  })

  it('resets connections when nobody serves, at once', async () => {
    const port = await publish()
    await expect(say(port, 'a')).rejects.toThrow(/ECONNRESET|EPIPE/)
  })

  it('tells pods the address of the API server itself', () => {
    const api: Service = {
      metadata: { ...meta('kubernetes'), namespace: 'default' },
      spec: { clusterIP: '127.96.0.1' },
    }
    const address = proxy.addressOf(api)
    expect(address).toMatchObject({ host: '127.0.0.1' })
    expect(address !== 'pending' && address?.port(443)).toBe(6443)
  })

  it('says on the Service that its node port is taken, and takes it when it is free', async () => {
    const taken = await backend('somebody else')
    const spec = { clusterIP: '127.96.0.9', type: 'NodePort', ports: [{ port: 80, nodePort: taken }] }
    await api.create('Service', { metadata: { name: 'web', namespace: 'shop' }, spec })
    for (;;) {
      const [event] = api.all('Event')
      if (event) {
        expect(event).toMatchObject({ type: 'Warning', reason: 'FailedToBindNodePort' })
        expect(event.message).toContain(`cannot listen on 127.0.0.1:${taken} (NodePort): another process listens there`)
        break
      }
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    await new Promise(resolve => servers.shift()?.close(resolve))
    await expect
      .poll(() => say(taken, 'a').catch((error: NodeJS.ErrnoException) => error.code), { timeout: 5_000 })
      .toMatch(/ECONNRESET|EPIPE/)
  })
})
