import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AgentAddresses } from '../admission/datadog.ts'
import { type ApiServer, startApiServer } from '../server.ts'

export interface Answer {
  code: number
  body: {
    kind?: string
    message?: string
    reason?: string
    metadata?: { [field: string]: unknown }
    [field: string]: unknown
  }
  warnings: string[]
}

export interface TestApi {
  server: ApiServer
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** The events of a watch until `count` have come. */
  watch(path: string, count: number): Promise<{ type: string; object: Answer['body'] }[]>
  /** Stops the server and starts it again on the same directory. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export const ADMIN_TOKEN = 'test-administrator-token'

/** An API server of its own in a temporary directory, and a plain HTTPS client for it. */
export async function startTestApi(options: { datadogAgent?: AgentAddresses } = {}): Promise<TestApi> {
  const directory = mkdtempSync(join(tmpdir(), 'apiserver-test-'))
  const tokensFile = join(directory, 'tokens.json')
  writeFileSync(tokensFile, JSON.stringify([{ token: ADMIN_TOKEN, user: 'admin', groups: ['system:masters'] }]))
  const start = () =>
    startApiServer({
      host: '127.0.0.1',
      port: 0,
      dataDir: join(directory, 'data'),
      tokensFile,
      serviceCidr: '127.96.0.0/16',
      ...options,
    })
  let server = await start()
  const open = (method: string, path: string, headers: Record<string, string>) => {
    const { port, caFile } = server
    const authorization = headers.authorization ?? `Bearer ${ADMIN_TOKEN}`
    return request({
      host: '127.0.0.1',
      servername: 'localhost',
      port,
      method,
      path,
      ca: readFileSync(caFile),
      headers: { ...headers, authorization },
    })
  }
  return {
    get server() {
      return server
    },
    call: (method, path, body, headers = {}) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
        const length: Record<string, string> =
          text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }
        const outgoing = open(method, path, { 'content-type': 'application/json', ...length, ...headers })
        outgoing.on('error', reject)
        outgoing.on('response', response => {
          let received = ''
          response.on('data', chunk => {
            received += chunk
          })
          response.on('end', () => {
            const isJson = response.headers['content-type']?.startsWith('application/json')
            resolve({
              code: response.statusCode ?? 0,
              body: isJson ? JSON.parse(received) : { text: received },
              warnings: [response.headers.warning ?? []].flat(),
            })
          })
        })
        outgoing.end(text)
      }),
    watch: (path, count) =>
      new Promise((resolve, reject) => {
        const outgoing = open('GET', path, {})
        const events: { type: string; object: Answer['body'] }[] = []
        let rest = ''
        outgoing.on('error', reject)
        outgoing.on('response', response => {
          response.on('data', chunk => {
            const lines = (rest + chunk).split('\n')
            rest = lines.pop() ?? ''
            events.push(...lines.map(line => JSON.parse(line)))
            if (events.length >= count) {
              outgoing.removeAllListeners('error')
              outgoing.on('error', () => {}) // the end that this side makes is no error
              outgoing.destroy()
              resolve(events)
            }
          })
          response.on('end', () => resolve(events))
          response.on('error', () => {})
        })
        outgoing.end()
      }),
    restart: async () => {
      await server.close()
      server = await start()
    },
    stop: async () => {
      await server.close()
      rmSync(directory, { recursive: true })
    },
  }
}
