import net from 'node:net'
import type { Target } from './endpoints.ts'

/** Endpoints are processes of this machine: one that does not accept within this time is stuck. */
const CONNECT_TIMEOUT_MS = 5_000

/** Joins an accepted connection to the first target that accepts; resets it when none does. */
export async function forward(client: net.Socket, targets: Target[]): Promise<void> {
  client.on('error', () => client.destroy()) // the peer's reset: there is nobody left to tell
  for (const target of targets) {
    const upstream = await connect(target)
    if (!upstream) continue
    if (client.destroyed) {
      upstream.destroy()
      return
    }
    join(client, upstream)
    return
  }
  client.resetAndDestroy()
}

function connect({ host, port }: Target): Promise<net.Socket | undefined> {
  return new Promise(resolve => {
    const socket = net.connect({ host, port, allowHalfOpen: true, noDelay: true })
    const settle = (result: net.Socket | undefined) => {
      clearTimeout(timer)
      socket.removeListener('error', failed)
      if (!result) socket.destroy()
      resolve(result)
    }
    const failed = () => settle(undefined)
    const timer = setTimeout(failed, CONNECT_TIMEOUT_MS)
    socket.once('error', failed)
    socket.once('connect', () => settle(socket))
  })
}

/** Both directions, half-closed connections included; a reset on one side becomes a reset on the other. */
function join(client: net.Socket, upstream: net.Socket): void {
  const couple = (from: net.Socket, to: net.Socket) => {
    from.pipe(to)
    from.on('error', () => to.resetAndDestroy())
    from.on('close', () => {
      if (!from.readableEnded) to.destroy()
    })
  }
  couple(client, upstream)
  couple(upstream, client)
}
