import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface TracedService {
  get(path: string): Promise<Response>
  post(path: string, body?: unknown): Promise<Record<string, unknown>>
  close(): Promise<void>
}

/** Starts a small service under dd-trace that sends to an agent of the test's. */
export async function startTracedService(environment: Record<string, string>): Promise<TracedService> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('traced-service.cjs', import.meta.url))], {
    env: { PATH: process.env.PATH, DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'true', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    child.once('exit', code => reject(new Error(`The traced service ended with ${code}: ${errors}`)))
  })
  return {
    get: path => fetch(url + path),
    post: async (path, body = {}) => {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
      return (await response.json()) as Record<string, unknown>
    },
    close: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
