import type { Exchange } from '../http/exchange.ts'
import { invalid, StatusError } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
import type { Store } from '../registry/store.ts'
import { groupVersion } from '../resources/definition.ts'
import { forbidden } from '../validation/field.ts'
import { list, parseResourceVersion } from './list.ts'
import { type Selection, type WatchEvent, watchEventOf } from './watcher.ts'

const BOOKMARK_EVERY_MS = 60_000
/** Without a timeoutSeconds a watch lasts half an hour and up to as much again, so that clients do not all return at once. */
const MIN_TIMEOUT_S = 1800
/** A watcher that reads this much slower than it is written to is ended; it can resume where it was. */
const MAX_BUFFERED = 8 * 1024 * 1024

/** Turns an event's object into what the client asked for (itself, a Table, metadata only). */
export type Render = (object: KubeObject) => object

function watchVersion(text: string | null): number | undefined {
  if (text && !/^\d+$/.test(text)) {
    const quoted = JSON.stringify(text)
    const why = `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`
    throw StatusError.of(500, '', why)
  }
  return parseResourceVersion(text)
}

function checkInitialEvents(query: URLSearchParams): void {
  if (!query.has('sendInitialEvents') || query.get('resourceVersionMatch') === 'NotOlderThan') return
  const why = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'
  throw invalid('meta.k8s.io', 'ListOptions', '', [forbidden('resourceVersionMatch', why)])
}

/** Serves a watch until the client leaves, the timeout passes or the server stops. */
export function watch(exchange: Exchange, store: Store, selection: Selection, render: Render, stop: AbortSignal): void {
  const { query, response } = exchange
  const bookmarks = query.get('allowWatchBookmarks') === 'true' || query.get('allowWatchBookmarks') === '1'
  const initial = query.get('sendInitialEvents') === 'true'
  checkInitialEvents(query)
  const after = watchVersion(query.get('resourceVersion'))
  const timeout = Number(query.get('timeoutSeconds') || MIN_TIMEOUT_S * (1 + Math.random()))
  const { definition } = selection

  exchange.writeHead(200, 'application/json')
  response.flushHeaders()

  let revision = after || store.hub.published
  const send = (event: WatchEvent) => {
    // Between the end and the close of the connection timers and the hub may still have something to say.
    if (response.writableEnded) return
    response.write(`${JSON.stringify(event)}\n`)
    if (response.writableLength > MAX_BUFFERED) response.destroy()
  }
  const sendObject = (event: WatchEvent) => {
    if (event.type === 'BOOKMARK' || event.type === 'ERROR') send(event)
    else send({ type: event.type, object: render(event.object) as KubeObject })
  }
  const bookmark = (annotations?: Record<string, string>) => {
    const metadata = {
      resourceVersion: String(revision),
      creationTimestamp: null,
      ...(annotations ? { annotations } : {}),
    }
    send({ type: 'BOOKMARK', object: { kind: definition.kind, apiVersion: groupVersion(definition), metadata } })
  }

  if (!after || initial) {
    const listed = list(store, selection, new URLSearchParams())
    if (query.get('sendInitialEvents') !== 'false') {
      for (const object of listed.items) sendObject({ type: 'ADDED', object })
    }
    revision = Number(listed.resourceVersion)
    if (initial && bookmarks) bookmark({ 'k8s.io/initial-events-end': 'true' })
  } else {
    try {
      for (const event of store.since(after, definition.storage)) {
        if (event.revision > store.hub.published) break
        const seen = watchEventOf(selection, event)
        if (seen) sendObject(seen)
        revision = event.revision
      }
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      send({ type: 'ERROR', object: error.status })
      response.end()
      return
    }
  }

  const unsubscribe = store.hub.subscribe(undefined, event => {
    if (event.revision <= revision) return
    revision = event.revision
    const seen = event.storage === definition.storage ? watchEventOf(selection, event) : undefined
    if (seen) sendObject(seen)
  })
  const bookmarkTimer = bookmarks ? setInterval(() => bookmark(), BOOKMARK_EVERY_MS) : undefined
  const release = () => {
    unsubscribe()
    clearInterval(bookmarkTimer)
    clearTimeout(timer)
    stop.removeEventListener('abort', end)
  }
  const end = () => {
    // Nothing may be written once it has ended, and a client that does not read delays `close` for as long as it likes.
    release()
    if (bookmarks && !stop.aborted && !response.destroyed) bookmark()
    response.end()
  }
  const timer = setTimeout(end, timeout * 1000)
  stop.addEventListener('abort', end, { once: true })
  // A client may have left while the first events were written; then `close` has been and does not come again.
  if (response.closed) release()
  else response.once('close', release)
}
