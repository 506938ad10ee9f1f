import { channel } from 'node:diagnostics_channel'

/** Milliseconds that a stopping service waits for its last telemetry at most. */
const patienceMs = 1_000

/**
 * Sends what the tracer still holds and waits until those requests have ended: a service that stops by process.exit
 * would lose up to ten seconds of counts. The tracer flushes on `beforeExit`; its requests are followed by Node's own
 * channels, as it tells nobody when they are done.
 */
export function flushTelemetry(): Promise<void> {
  return new Promise(resolve => {
    const open = new Set<unknown>()
    const requests: [string, (message: unknown) => void][] = [
      ['http.client.request.start', message => open.add(requestOf(message))],
      ['http.client.response.finish', message => ended(requestOf(message))],
      ['http.client.request.error', message => ended(requestOf(message))],
    ]
    const ended = (request: unknown) => {
      if (open.delete(request) && open.size === 0) setImmediate(() => open.size === 0 && finish())
    }
    const finish = () => {
      clearTimeout(timer)
      for (const [name, listener] of requests) channel(name).unsubscribe(listener)
      resolve()
    }
    const timer = setTimeout(finish, patienceMs)
    for (const [name, listener] of requests) channel(name).subscribe(listener)
    process.emit('beforeExit', 0)
    setImmediate(() => {
      if (open.size === 0) finish()
    })
  })
}

function requestOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null ? Reflect.get(message, 'request') : undefined
}
