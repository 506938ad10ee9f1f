import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { check, containerPort } from './check.ts'

const servers: net.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

function listen(server: net.Server): Promise<number> {
  servers.push(server)
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}
const target = (port: number) => ({ host: '127.0.0.1', port: () => port })

it('takes 2xx and 3xx for success, and names any other code', async () => {
  const port = await listen(
    http.createServer((request, response) => {
      response.writeHead(Number(request.url?.slice(1)), { location: '/200' }).end()
    }),
  )
  const get = (path: string) => check({ httpGet: { port, path } }, target(port), 1_000)
  expect(await get('/204')).toMatchObject({ success: true })
  expect(await get('/302')).toMatchObject({ success: true })
  expect(await get('/503')).toEqual({ success: false, message: 'HTTP probe failed with statuscode: 503' })
})

it("says in Go's words that nobody listens, or that no answer came in time", async () => {
  const gone = await listen(net.createServer())
  await new Promise(resolve => servers.pop()?.close(resolve))
  const url = `http://127.0.0.1:${gone}/`
  expect((await check({ httpGet: { port: gone } }, target(gone), 1_000)).message).toBe(
    `Get "${url}": dial tcp 127.0.0.1:${gone}: connect: connection refused`,
  )
  expect((await check({ tcpSocket: { port: gone } }, target(gone), 1_000)).message).toBe(
    `dial tcp 127.0.0.1:${gone}: connect: connection refused`,
  )
  const silent = await listen(net.createServer(() => undefined))
  expect((await check({ httpGet: { port: silent } }, target(silent), 50)).message).toBe(
    `Get "http://127.0.0.1:${silent}/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
  )
  expect(await check({ tcpSocket: { port: silent } }, target(silent), 1_000)).toMatchObject({ success: true })
})

it('finds a port by number or name', () => {
  const container = { name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }
  expect([80, '81', 'http', 'none'].map(port => containerPort(container, port))).toEqual([80, 81, 8080, undefined])
})
