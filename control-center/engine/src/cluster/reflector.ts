import { type KubeConfig, type KubernetesObject, Watch } from '@kubernetes/client-node'
import { type Cancel, type Clock, pause } from '../clock.ts'
import { messageOf } from '../errors.ts'

const BACK_OFF_MS = [500, 1_000, 2_000, 5_000]
/** Asked of the server; a raw watch has no time-out of its own. */
const WATCH_SECONDS = 290
const WATCH_GRACE_MS = 15_000
/** A connection that lasted this long counts as healthy: the next failure starts with the shortest pause. */
const HEALTHY_MS = 5_000

export interface ReflectorOptions<T extends KubernetesObject> {
  config: KubeConfig
  /** E.g. `/api/v1/namespaces/chat-demo/pods`. */
  path: string
  list: () => Promise<{ items: T[]; metadata?: { resourceVersion?: string } }>
  clock: Clock
  onChange: (change: { upsert: T[]; remove: T[] }) => void
  /** Called when it begins or ceases to answer; `problem` is null while it does. */
  onStatus: (problem: string | null) => void
}

/** What a watch keeps in memory. */
export interface Reflected<T extends KubernetesObject> {
  /** null until the first list. */
  items(): readonly T[] | null
  stop(): void
}

const keyOf = (object: KubernetesObject) => object.metadata?.uid ?? object.metadata?.name ?? ''

/** What became of objects between two lists. */
export function difference<T extends KubernetesObject>(
  before: ReadonlyMap<string, T>,
  after: readonly T[],
): { upsert: T[]; remove: T[] } {
  const keys = new Set(after.map(keyOf))
  return {
    upsert: after.filter(
      object => before.get(keyOf(object))?.metadata?.resourceVersion !== object.metadata?.resourceVersion,
    ),
    remove: [...before].filter(([key]) => !keys.has(key)).map(([, object]) => object),
  }
}

/**
 * Lists, then watches, and begins again whenever that breaks, with a back-off. While it is broken the last known
 * objects stay.
 */
export function reflect<T extends KubernetesObject>(options: ReflectorOptions<T>): Reflected<T> {
  const { clock, list, onChange, onStatus, path } = options
  const watch = new Watch(options.config)
  const stopped = new AbortController()
  let objects: Map<string, T> | null = null
  let version: string | null = null
  let problem: string | null | undefined
  const status = (next: string | null) => {
    if (next === problem || stopped.signal.aborted) return
    problem = next
    onStatus(next)
  }

  async function relist(): Promise<void> {
    const { items, metadata } = await list()
    if (stopped.signal.aborted) return
    const change = difference(objects ?? new Map(), items)
    const first = objects === null
    objects = new Map(items.map(item => [keyOf(item), item]))
    version = metadata?.resourceVersion ?? null
    status(null)
    if (first || change.upsert.length > 0 || change.remove.length > 0) onChange(change)
  }

  function take(phase: string, object: T): void {
    if (stopped.signal.aborted) return
    status(null)
    if (phase === 'ERROR') {
      version = null
      return
    }
    version = object.metadata?.resourceVersion ?? version
    if (phase === 'BOOKMARK') return
    if (phase === 'DELETED') {
      objects?.delete(keyOf(object))
      onChange({ upsert: [], remove: [object] })
    } else {
      objects?.set(keyOf(object), object)
      onChange({ upsert: [object], remove: [] })
    }
  }

  /** Resolves when the connection has ended; rejects when it could not be made, or broke. */
  function follow(resourceVersion: string): Promise<void> {
    return new Promise((resolve, reject) => {
      let controller: AbortController | null = null
      let cancel: Cancel = () => undefined
      const abort = () => controller?.abort()
      const query = { resourceVersion, allowWatchBookmarks: true, timeoutSeconds: WATCH_SECONDS }
      const done = (error: unknown) => {
        cancel()
        stopped.signal.removeEventListener('abort', abort)
        const code = (error as { statusCode?: number } | null)?.statusCode
        if (code === 410) version = null
        if (error && !stopped.signal.aborted) reject(error)
        else resolve()
      }
      watch
        .watch(path, query, (phase, object: T) => take(phase, object), done)
        .then(made => {
          controller = made
          if (stopped.signal.aborted) return made.abort()
          stopped.signal.addEventListener('abort', abort, { once: true })
          cancel = clock.after(WATCH_SECONDS * 1000 + WATCH_GRACE_MS, abort)
        }, reject)
    })
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!stopped.signal.aborted) {
      const began = clock.now()
      try {
        if (version === null) await relist()
        if (version !== null && !stopped.signal.aborted) await follow(version)
        if (clock.now() - began >= HEALTHY_MS) failures = 0
      } catch (error) {
        if (stopped.signal.aborted) return
        if (clock.now() - began >= HEALTHY_MS) failures = 0
        // The next attempt lists: a server that is back may have forgotten our version.
        version = null
        status(messageOf(error))
      }
      // A server that ends every watch at once must not be asked without a pause either.
      const wait = BACK_OFF_MS[Math.min(failures++, BACK_OFF_MS.length - 1)] ?? 0
      if (clock.now() - began < HEALTHY_MS) await pause(clock, wait, stopped.signal)
    }
  }

  void run()
  return {
    items: () => (objects ? [...objects.values()] : null),
    stop: () => stopped.abort(),
  }
}
