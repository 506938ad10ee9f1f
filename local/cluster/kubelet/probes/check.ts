import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Container, Probe } from '../../client/types.ts'
import type { ProbeResult } from './state.ts'

type HttpGet = NonNullable<Probe['httpGet']>

export interface ProbeTarget {
  host: string
  /** Number on which a port of the container is reached, by its number or name. */
  port: (port: number | string) => number | undefined
}

/** Longest part of an answer that is looked at. */
const MAX_BODY = 10 * 1024

/** Number of a container's port that is given by number or by name. */
export function containerPort(container: Container, port: number | string): number | undefined {
  if (typeof port === 'number') return port
  const named = container.ports?.find(({ name }) => name === port)?.containerPort
  return named ?? (/^\d+$/.test(port) ? Number(port) : undefined)
}

/** Asks once. Never rejects: whatever goes wrong is a failed probe. */
export async function check(
  probe: Pick<Probe, 'httpGet' | 'tcpSocket'>,
  target: ProbeTarget,
  timeout: number,
): Promise<ProbeResult> {
  const wanted = probe.httpGet?.port ?? probe.tcpSocket?.port
  const port = wanted === undefined ? undefined : target.port(wanted)
  if (port === undefined) return { success: false, message: `couldn't find port: ${wanted}` }
  if (probe.httpGet) return checkHttp(probe.httpGet, target.host, port, timeout)
  return checkTcp(probe.tcpSocket?.host ?? target.host, port, timeout)
}

export function checkHttp(httpGet: HttpGet, podIP: string, port: number, timeout: number): Promise<ProbeResult> {
  const secure = httpGet.scheme === 'HTTPS'
  const host = httpGet.host || podIP
  const path = httpGet.path || '/'
  const url = `${secure ? 'https' : 'http'}://${host}:${port}${path.startsWith('/') ? path : `/${path}`}`
  const headers: http.OutgoingHttpHeaders = { 'user-agent': 'kube-probe/1.34', accept: '*/*', connection: 'close' }
  for (const { name, value } of httpGet.httpHeaders ?? []) headers[name] = value
  return new Promise(resolve => {
    const done = (success: boolean, message: string) => {
      clearTimeout(timer)
      resolve({ success, message })
      request.destroy()
    }
    // The certificate is not checked, as a kubelet does not.
    const options = { headers, agent: false as const, ...(secure && { rejectUnauthorized: false }) }
    const request = (secure ? https : http).get(url, options, response => {
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > MAX_BODY) answer(response.statusCode ?? 0)
      })
      response.on('end', () => answer(response.statusCode ?? 0))
      response.on('error', error => done(false, `Get "${url}": ${error.message}`))
    })
    const answer = (code: number) =>
      code >= 200 && code < 400 ? done(true, '') : done(false, `HTTP probe failed with statuscode: ${code}`)
    request.on('error', error => done(false, `Get "${url}": ${describe(error, host, port)}`))
    const timer = setTimeout(() => {
      const awaiting = request.socket && !request.socket.connecting
      const suffix = awaiting ? '(Client.Timeout exceeded while awaiting headers)' : ''
      done(false, `Get "${url}": context deadline exceeded ${suffix}`.trim())
    }, timeout)
  })
}

export function checkTcp(host: string, port: number, timeout: number): Promise<ProbeResult> {
  return new Promise(resolve => {
    const socket = net.connect({ host, port })
    const done = (success: boolean, message: string) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ success, message })
    }
    const timer = setTimeout(() => done(false, `dial tcp ${host}:${port}: i/o timeout`), timeout)
    socket.on('connect', () => done(true, ''))
    socket.on('error', error => done(false, describe(error, host, port)))
  })
}

function describe(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return `dial tcp ${host}:${port}: connect: connection refused`
    case 'ECONNRESET':
      return error.message === 'socket hang up' ? 'EOF' : `read tcp ${host}:${port}: read: connection reset by peer`
    case 'EHOSTUNREACH':
      return `dial tcp ${host}:${port}: connect: no route to host`
    default:
      return error.message
  }
}
