import { type Finding, fails, fine, type Look, look } from '@chat-demo/engine/preflight'
import { z } from 'zod'
import { endpointOf, requestJson, ServiceError } from '../../app/platform/http-json.ts'
import type { LiveState, PodRow } from '../../app/platform/live-state.ts'
import type { PreflightOptions } from './preflight.ts'
import { judgeModel, judgeRoundTrip, roundTrip } from './round-trip.ts'

/** A restart that is younger is still being talked about by monitors and baselines. */
const RECENT_MS = 10 * 60_000

/** Looks at what the audience sees working. */
export function chatLooks({ platform, chatUrl, labels, clock }: PreflightOptions): Look[] {
  const state = () => platform.live.snapshot()
  let asked: ReturnType<typeof roundTrip> | null = null
  const trip = (signal: AbortSignal) => {
    asked ??= roundTrip(chatUrl, signal)
    return asked
  }
  return [
    {
      id: 'pods',
      group: 'chat',
      title: 'Pods',
      otherwise: 'See whether the cluster answers',
      take: () => judgePods(state().pods, clock.now()),
    },
    {
      id: 'round-trip',
      group: 'chat',
      title: 'Chat round trip',
      otherwise: 'Open the chat and ask by hand; look at frontend, backend and worker',
      timeoutMs: 25_000,
      take: async signal => judgeRoundTrip(await trip(signal)),
    },
    {
      id: 'model',
      group: 'platforms',
      title: 'Model',
      otherwise: 'See the chat round trip',
      timeoutMs: 25_000,
      take: async signal => judgeModel(await trip(signal), labels.model.name),
    },
    {
      id: 'page',
      group: 'chat',
      title: 'Chat page',
      otherwise: 'Look at deployment/frontend and at the port of the chat',
      take: signal => page(chatUrl, signal),
    },
    {
      id: 'dependencies',
      group: 'chat',
      title: 'PostgreSQL and RabbitMQ',
      otherwise: 'Look at the pods of postgres and rabbitmq',
      take: () => dependencies(chatUrl),
    },
    {
      id: 'queue',
      group: 'chat',
      title: 'Queue',
      otherwise: 'Look at the pod of rabbitmq',
      take: () => judgeQueue(state()),
    },
  ]
}

/** All there, ready, and quiet for some minutes? */
export function judgePods(pods: readonly PodRow[], now: number): Finding {
  const here = pods.filter(pod => pod.status !== 'Terminating')
  if (here.length === 0) return fails('no pod is there', 'Start the product (npm start), or deploy it')
  const notReady = here.filter(pod => pod.readyContainers < pod.containers)
  if (notReady.length > 0) {
    const names = notReady.map(pod => `${pod.name} (${pod.status})`).join(', ')
    return fails(
      `${here.length - notReady.length} of ${here.length} ready; not ready: ${names}`,
      'Heal all, then wait for them',
    )
  }
  const ready = `${here.length} of ${here.length} ready`
  const restarted = here.filter(
    pod => pod.restarts > 0 && pod.lastExit !== null && now - Date.parse(pod.lastExit.finishedAt) < RECENT_MS,
  )
  if (restarted.length === 0) return fine(`${ready}, no restart in the last ${RECENT_MS / 60_000} min`)
  const names = restarted.map(pod => `${pod.workload} (${pod.lastExit?.reason})`).join(', ')
  return look(
    `${ready}, but restarted in the last ${RECENT_MS / 60_000} min: ${names}`,
    'Wait until it is forgotten, or say why it was',
  )
}

/** Nothing waits that nobody asked for now. */
export function judgeQueue({ queue, chat, traffic }: Pick<LiveState, 'queue' | 'chat' | 'traffic'>): Finding {
  if (queue.ready === null)
    return fails(queue.problem ?? 'RabbitMQ has not been asked yet', 'Look at the pod of rabbitmq')
  if ((queue.consumers ?? 0) === 0) return fails('nobody consumes chat.requests', 'Look at deployment/worker')
  const waiting = `${queue.ready} waiting, ${queue.unacked ?? 0} being answered, ${queue.consumers} consumers`
  const oldest = chat.oldestWaitingSeconds ?? 0
  if (oldest > 15)
    return fails(
      `${waiting}; the oldest question has waited ${Math.round(oldest)} s`,
      'Heal all, and wait until the queue is empty',
    )
  // Under traffic a few are always on their way.
  if (queue.ready > (traffic.profile === 'off' ? 0 : 5)) return look(waiting, 'Wait until the queue is empty')
  return fine(waiting)
}

async function page(chatUrl: string, signal: AbortSignal): Promise<Finding> {
  const response = await fetch(chatUrl, { headers: { accept: 'text/html' }, signal })
  const text = await response.text()
  if (response.ok && /<html/i.test(text)) return fine(`${chatUrl} serves the page`)
  return fails(
    `${chatUrl} answered ${response.status} without a page`,
    'Look at deployment/frontend and at the port of the chat',
  )
}

async function dependencies(chatUrl: string): Promise<Finding> {
  try {
    await requestJson(endpointOf(chatUrl), '/api/health', z.unknown())
    return fine('both answer the backend')
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return fails(`the chat was asked: ${error.message}`, 'Look at the pods of backend, postgres and rabbitmq')
  }
}
