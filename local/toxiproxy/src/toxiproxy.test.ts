import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { Toxiproxy } from 'toxiproxy-node-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startToxiproxy } from './start.ts'

/** Sends back what it gets. */
async function echoServer() {
  const server = createServer({ allowHalfOpen: true }, socket => {
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('no port')
  return { server, port: address.port }
}

let toxiproxy: Awaited<ReturnType<typeof startToxiproxy>>
let api: Toxiproxy
let echo: { server: Server; port: number }
const open: Socket[] = []

beforeEach(async () => {
  echo = await echoServer()
  const env = { ECHO_SERVICE_HOST: '127.0.0.1' }
  toxiproxy = await startToxiproxy({ host: '127.0.0.1', port: 0, env, random: () => 0.25 })
  api = new Toxiproxy(toxiproxy.url)
})
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy()
  await toxiproxy.close()
  echo.server.close()
})

const make = (name = 'echo') => api.createProxy({ name, listen: '0.0.0.0:0', upstream: `echo:${echo.port}` })

async function client(listen: string) {
  const [host, port] = listen.split(':')
  const socket = connect({ host, port: Number(port) })
  open.push(socket)
  await once(socket, 'connect')
  return socket
}

async function roundTrip(socket: Socket, text: string): Promise<number> {
  const began = performance.now()
  let got = ''
  const whole = new Promise<void>((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      got += chunk
      if (got.length < text.length) return
      socket.off('data', onData)
      resolve()
    }
    socket.on('data', onData)
    socket.once('close', () => reject(new Error('closed')))
  })
  socket.write(text)
  await whole
  expect(got).toBe(text)
  return performance.now() - began
}

describe('proxies', () => {
  test('a proxy listens on the pod’s address, finds a Service by its variables, and is listed', async () => {
    const proxy = await make()
    expect(proxy.listen).toMatch(/^127\.0\.0\.1:\d+$/)
    await roundTrip(await client(proxy.listen), 'through')
    const [[name, listed] = []] = Object.entries(await api.getAll())
    expect([name, listed?.toJson()]).toEqual(['echo', proxy.toJson()])
    expect(await api.getVersion()).toMatch(/"version":"2\./)
  })

  test('a disabled proxy refuses and ends its connections; enabled it is back at its address', async () => {
    const proxy = await make()
    const socket = await client(proxy.listen)
    const closed = once(socket, 'close')
    await proxy.update({ enabled: false, listen: proxy.listen, upstream: proxy.upstream })
    await closed
    await expect(client(proxy.listen)).rejects.toThrow('ECONNREFUSED')
    await api.reset()
    await roundTrip(await client(proxy.listen), 'again')
  })

  test('populate makes what is missing, and leaves alone what is as wanted', async () => {
    const proxy = await make()
    const socket = await client(proxy.listen)
    const same = { name: 'echo', listen: proxy.listen, upstream: proxy.upstream }
    const made = await api.populate([
      same,
      { name: 'second', listen: '127.0.0.1:0', upstream: proxy.upstream },
    ] as never)
    expect(Object.keys(made)).toHaveLength(2)
    await roundTrip(socket, 'still there')
  })
})

describe('toxics on open connections', () => {
  test('latency begins and ends while the connection lives; nothing is lost', async () => {
    const proxy = await make()
    const socket = await client(proxy.listen)
    expect(await roundTrip(socket, 'before')).toBeLessThan(100)
    const attributes = { latency: 150, jitter: 0 }
    const toxic = await proxy.addToxic({ name: 'slow', type: 'latency', stream: 'upstream', toxicity: 1, attributes })
    expect(await roundTrip(socket, 'during')).toBeGreaterThanOrEqual(148)
    const held = roundTrip(socket, 'held when it ends')
    await toxic.remove()
    expect(await held).toBeLessThan(150)
    expect(await roundTrip(socket, 'after')).toBeLessThan(100)
  })

  test('latency delays each chunk and does not lower throughput', async () => {
    const proxy = await make()
    await proxy.addToxic({
      name: 'slow',
      type: 'latency',
      stream: 'upstream',
      toxicity: 1,
      attributes: { latency: 100, jitter: 0 },
    })
    const socket = await client(proxy.listen)
    expect(await roundTrip(socket, 'x'.repeat(4 * 1024 * 1024))).toBeLessThan(2_000)
  })

  test('bandwidth holds the rate', async () => {
    const proxy = await make()
    await proxy.addToxic({
      name: 'narrow',
      type: 'bandwidth',
      stream: 'downstream',
      toxicity: 1,
      attributes: { rate: 100 },
    })
    const took = await roundTrip(await client(proxy.listen), 'x'.repeat(40_000))
    expect(took).toBeGreaterThan(350)
    expect(took).toBeLessThan(1_500)
  })

  test('a slicer cuts and loses nothing', async () => {
    const proxy = await make()
    const attributes = { average_size: 100, size_variation: 40, delay: 10 }
    await proxy.addToxic({ name: 'slices', type: 'slicer', stream: 'downstream', toxicity: 1, attributes })
    await roundTrip(await client(proxy.listen), Array.from({ length: 2_000 }, (_, at) => at).join(','))
  })

  test('a timeout swallows what is sent and closes the connection', async () => {
    const proxy = await make()
    const socket = await client(proxy.listen)
    await proxy.addToxic({
      name: 'hole',
      type: 'timeout',
      stream: 'upstream',
      toxicity: 1,
      attributes: { timeout: 100 },
    })
    await expect(roundTrip(socket, 'lost')).rejects.toThrow('closed')
  })

  test('limit_data closes after so many bytes', async () => {
    const proxy = await make()
    await proxy.addToxic({
      name: 'cap',
      type: 'limit_data',
      stream: 'downstream',
      toxicity: 1,
      attributes: { bytes: 5 },
    } as never)
    const socket = await client(proxy.listen)
    await expect(roundTrip(socket, '1234567890')).rejects.toThrow('closed')
  })

  test('reset_peer ends the connection with a reset', async () => {
    const proxy = await make()
    await proxy.addToxic({
      name: 'rst',
      type: 'reset_peer',
      stream: 'upstream',
      toxicity: 1,
      attributes: { timeout: 0 },
    } as never)
    const socket = await client(proxy.listen)
    socket.write('x')
    const [error] = await once(socket, 'error')
    expect(error).toMatchObject({ code: 'ECONNRESET' })
  })

  test('slow_close tells the end late', async () => {
    const proxy = await make()
    await proxy.addToxic({
      name: 'late',
      type: 'slow_close',
      stream: 'downstream',
      toxicity: 1,
      attributes: { delay: 120 },
    })
    const socket = await client(proxy.listen)
    const began = performance.now()
    socket.end()
    socket.resume()
    await once(socket, 'end')
    expect(performance.now() - began).toBeGreaterThanOrEqual(115)
  })

  test('toxicity spares a share of the connections', async () => {
    const proxy = await make()
    const attributes = { latency: 2_000, jitter: 0 }
    await proxy.addToxic({ name: 'rare', type: 'latency', stream: 'upstream', toxicity: 0.2, attributes })
    expect(await roundTrip(await client(proxy.listen), 'spared')).toBeLessThan(1_000)
  })

  test('changing a toxic takes effect at once', async () => {
    const proxy = await make()
    const attributes = { latency: 5_000, jitter: 0 }
    const toxic = await proxy.addToxic({ name: 'slow', type: 'latency', stream: 'upstream', toxicity: 1, attributes })
    const socket = await client(proxy.listen)
    const first = roundTrip(socket, 'held')
    await toxic.update({ toxicity: 1, attributes: { latency: 0, jitter: 0 } } as never)
    expect(await first).toBeLessThan(1_000)
  })
})

describe('what is refused', () => {
  const call = (method: string, path: string, body?: unknown, headers = {}) =>
    fetch(`${toxiproxy.url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const answer = async (response: Response) => [response.status, ((await response.json()) as { error: string }).error]

  test('browsers', async () => {
    const headers = { 'user-agent': 'Mozilla/5.0' }
    expect(await answer(await call('GET', '/proxies', undefined, headers))).toEqual([403, 'User agent not allowed'])
  })

  test('bad bodies, unknown names and second ones, each in words', async () => {
    await make()
    const cases: [string, string, unknown, number, RegExp][] = [
      ['POST', '/proxies', { listen: 'x' }, 400, /missing required field: name/],
      ['POST', '/proxies', { name: 'a' }, 400, /missing required field: upstream/],
      ['POST', '/proxies', { name: 'a', upstream: 'nowhere' }, 400, /wants host:port/],
      ['POST', '/proxies', { name: 'echo', upstream: 'a:1' }, 409, /proxy already exists/],
      ['GET', '/proxies/none', undefined, 404, /proxy not found/],
      ['POST', '/proxies/echo/toxics', { type: 'rain' }, 400, /invalid toxic type/],
      ['POST', '/proxies/echo/toxics', { type: 'latency', stream: 'up' }, 400, /stream was invalid/],
      [
        'POST',
        '/proxies/echo/toxics',
        { type: 'latency', attributes: { latency: 'x' } },
        400,
        /bad request body: latency/,
      ],
      ['DELETE', '/proxies/echo/toxics/none', undefined, 404, /toxic not found/],
    ]
    for (const [method, path, body, status, error] of cases) {
      const [code, said] = await answer(await call(method, path, body))
      expect([code, said], `${method} ${path}`).toEqual([status, expect.stringMatching(error)])
    }
    await call('POST', '/proxies/echo/toxics', { type: 'latency' })
    expect(await answer(await call('POST', '/proxies/echo/toxics', { type: 'latency' }))).toEqual([
      409,
      'toxic already exists',
    ])
  })
})
