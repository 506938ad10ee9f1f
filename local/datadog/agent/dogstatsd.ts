import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { DerivedRows } from '../intake/derived-rows.ts'
import { nextEventId } from '../intake/events/events.ts'
import type { Figures } from '../intake/figures.ts'
import { tagSet, tagsOf } from '../intake/tags.ts'
import type { Store } from '../store/store.ts'
import { Aggregator, timedRows } from './dogstatsd/aggregate.ts'
import { BadLine, type EventMessage, type Message, parseLine, type ServiceCheckMessage } from './dogstatsd/parse.ts'
import type { PodTags } from './kubernetes/pod-tags.ts'
import { type Origin, originTags } from './origin.ts'

const FLUSH_MS = 1000
/** What the kernel keeps while this process is busy: a burst of datagrams is lost otherwise. */
const RECEIVE_BUFFER = 4 * 1024 * 1024
/** Names that are left out at low cardinality, because they differ from pod to pod. */
const POD_TAGS = /^(pod_name|display_container_name|container_id|pod_uid):/

export interface DogstatsdOptions {
  host: string
  /** UDP; 0 for a free one. */
  port: number
  store: Store
  figures: Figures
  /** Of the node: tag `host` of what names none itself. */
  hostName: string
  pods?: PodTags
  now?: () => number
}

export interface Dogstatsd {
  port: number
  /** Takes lines that came otherwise than by UDP; `origin` is what the transport said of the sender. */
  take(text: string, origin?: Origin): void
  close(): Promise<void>
}

/** Listens for DogStatsD, and writes what it aggregated when its ten seconds are over. */
export async function startDogstatsd(options: DogstatsdOptions): Promise<Dogstatsd> {
  const { figures, store, now = Date.now } = options
  const aggregator = new Aggregator()
  const derived = new DerivedRows(store, figures)
  const flush = (at: number) => {
    const { points, distributions } = aggregator.flush(at)
    derived.append('points', points)
    derived.append('distributions', distributions)
  }
  const take = (text: string, transport: Origin = {}) => {
    for (const line of text.split('\n')) {
      if (line === '') continue
      try {
        takeMessage(parseLine(line), transport, options, { aggregator, derived, now })
        figures.accepted('dogstatsd lines', 1)
      } catch (error) {
        if (!(error instanceof BadLine)) throw error
        figures.dropped('dogstatsd lines', 1, error.message)
      }
    }
  }
  const socket = createSocket({ type: options.host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: RECEIVE_BUFFER })
  socket.on('message', datagram => {
    figures.request('dogstatsd udp', datagram.length)
    take(datagram.toString('utf8'))
  })
  socket.bind(options.port, options.host)
  await once(socket, 'listening')
  const timer = setInterval(() => flush(now()), FLUSH_MS)
  return {
    port: socket.address().port,
    take,
    close: async () => {
      clearInterval(timer)
      socket.close()
      await once(socket, 'close')
      // The bucket that is open now would be lost otherwise.
      flush(now() + 10_000)
    },
  }
}

function takeMessage(
  message: Message,
  transport: Origin,
  { pods, hostName }: DogstatsdOptions,
  { aggregator, derived, now }: { aggregator: Aggregator; derived: DerivedRows; now: () => number },
): void {
  const { host, tags } = finalTags(message, transport, pods, hostName)
  if (message.kind === 'event') derived.append('events', [eventRow(message, host, tags, now())])
  else if (message.kind === 'check') derived.append('serviceChecks', [checkRow(message, host, tags, now())])
  else {
    const withHost = tagSet(tags, tagsOf({ host }))
    if (message.timestamp === undefined) aggregator.add(message, withHost, now())
    else derived.append('points', timedRows(message, withHost, message.timestamp))
  }
}

/** A `host:` among the tags is the host; an empty one means none. */
function finalTags(message: Message, transport: Origin, pods: PodTags | undefined, hostName: string) {
  const said = message.tags.find(tag => tag.startsWith('host:'))
  const host = ('host' in message ? message.host : undefined) ?? said?.slice('host:'.length) ?? hostName
  const origin: Origin = {
    externalEnv: message.origin.externalEnv ?? transport.externalEnv,
    containerId: message.origin.containerId ?? transport.containerId,
    entityId: message.origin.entityId ?? transport.entityId,
  }
  const fromPod = message.cardinality === 'none' ? [] : originTags(origin, pods)
  const kept = message.cardinality === 'low' ? fromPod.filter(tag => !POD_TAGS.test(tag)) : fromPod
  return {
    host,
    tags: tagSet(
      message.tags.filter(tag => tag !== said),
      kept,
    ),
  }
}

function eventRow(event: EventMessage, host: string, tags: string[], now: number) {
  return {
    time: event.timestamp === undefined ? now : event.timestamp * 1000,
    id: nextEventId(now),
    title: event.title,
    text: event.text,
    source: event.source || 'my_apps',
    status: event.alertType,
    priority: event.priority,
    host,
    aggregationKey: event.aggregationKey,
    tags,
    attributes: {},
  }
}

function checkRow(check: ServiceCheckMessage, host: string, tags: string[], now: number) {
  return {
    time: check.timestamp === undefined ? now : check.timestamp * 1000,
    check: check.name,
    status: check.status,
    host,
    tags,
    message: check.message,
  }
}
