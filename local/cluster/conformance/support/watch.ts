import { createInterface } from 'node:readline'
import type { KubernetesObject } from '@kubernetes/client-node'
import { open } from './cluster.ts'
import { eventually } from './eventually.ts'

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  object: KubernetesObject & { code?: number; reason?: string; message?: string }
}

export interface Watch {
  code: number
  /** What has come so far. */
  events: WatchEvent[]
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>
  /** Waits until an event comes that fits. */
  next: (fits: (event: WatchEvent) => boolean) => Promise<WatchEvent>
  stop: () => void
}

/** Opens a watch; `path` is that of a list, with its query. */
export async function watch(path: string): Promise<Watch> {
  const url = new URL(path, 'https://cluster')
  url.searchParams.set('watch', 'true')
  const response = await open('GET', url.pathname + url.search)
  const events: WatchEvent[] = []
  const lines = createInterface({ input: response })
  lines.on('line', line => line && events.push(JSON.parse(line)))
  const ended = new Promise<void>(resolve => lines.once('close', () => resolve()))
  // Ended by stop(), which is no failure of the test; a stream that breaks by itself shows in what is missing.
  response.on('error', () => {})
  return {
    code: response.statusCode ?? 0,
    events,
    ended,
    next: fits =>
      eventually(() => {
        const found = events.find(fits)
        if (!found)
          throw new Error(
            `no such event among ${events.map(({ type, object }) => `${type} ${object.metadata?.name}`).join(', ')}`,
          )
        return found
      }),
    stop: () => response.destroy(),
  }
}
