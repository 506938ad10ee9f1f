import type { CoreV1Event, CoreV1EventList, V1ContainerStatus, V1Pod, V1PodList } from '@kubernetes/client-node'
import { api, ok } from './cluster.ts'
import { eventually } from './eventually.ts'
import type { Namespace } from './namespace.ts'

export const getPod = async (ns: Namespace, name: string) => ok(await api.get<V1Pod>(ns.core(`pods/${name}`)))

/** The pods that a label selector finds and that are not being deleted, oldest first. */
export async function getPods(ns: Namespace, labelSelector: string): Promise<V1Pod[]> {
  const list = ok(await api.get<V1PodList>(`${ns.core('pods')}?${new URLSearchParams({ labelSelector })}`))
  return list.items
    .filter(each => !each.metadata?.deletionTimestamp)
    .sort((a, b) => String(a.metadata?.creationTimestamp).localeCompare(String(b.metadata?.creationTimestamp)))
}

/** Makes a pod and returns its name. */
export async function createPod(ns: Namespace, body: V1Pod): Promise<string> {
  return ok(await api.post<V1Pod>(ns.core('pods'), body)).metadata?.name ?? ''
}

/** The status of the pod's first container. */
export async function containerStatus(ns: Namespace, name: string): Promise<V1ContainerStatus> {
  const status = (await getPod(ns, name)).status?.containerStatuses?.[0]
  if (!status) throw new Error(`pod ${name} has no container status yet`)
  return status
}

export async function containerBecomes(
  ns: Namespace,
  name: string,
  fits: (status: V1ContainerStatus) => boolean,
  within = 30,
): Promise<V1ContainerStatus> {
  return eventually(async () => {
    const status = await containerStatus(ns, name)
    if (!fits(status)) throw new Error(`the container of ${name} is ${JSON.stringify(status)}`)
    return status
  }, within)
}

export const isRunning = (status: V1ContainerStatus) => status.state?.running !== undefined
export const isReady = (status: V1ContainerStatus) => status.ready
export const hasEnded = (status: V1ContainerStatus) => status.state?.terminated !== undefined

export async function phaseBecomes(ns: Namespace, name: string, phase: string, within = 30): Promise<V1Pod> {
  return eventually(async () => {
    const body = await getPod(ns, name)
    if (body.status?.phase !== phase) throw new Error(`pod ${name} is ${JSON.stringify(body.status)}`)
    return body
  }, within)
}

export async function condition(ns: Namespace, name: string, type: string) {
  const found = (await getPod(ns, name)).status?.conditions?.find(each => each.type === type)
  return found && { status: found.status, reason: found.reason, message: found.message }
}

/** The text of a pod's log; `query` as of the `log` subresource. */
export async function log(ns: Namespace, name: string, query = ''): Promise<string> {
  const answer = await api.get<string>(ns.core(`pods/${name}/log${query && `?${query}`}`), { accept: '*/*' })
  if (answer.code !== 200) throw new Error(`the log of ${name} answered ${answer.code}: ${answer.text}`)
  return answer.text
}

/** The events about an object of that name, oldest first. */
export async function eventsOf(ns: Namespace, name: string): Promise<CoreV1Event[]> {
  const query = new URLSearchParams({ fieldSelector: `involvedObject.name=${name}` })
  const list = ok(await api.get<CoreV1EventList>(`${ns.core('events')}?${query}`))
  const at = (event: CoreV1Event) => String(event.firstTimestamp ?? event.eventTime ?? '')
  return list.items.sort((a, b) => at(a).localeCompare(at(b)))
}

export async function eventOf(ns: Namespace, name: string, reason: string, within = 30): Promise<CoreV1Event> {
  return eventually(async () => {
    const events = await eventsOf(ns, name)
    const found = events.find(event => event.reason === reason)
    if (!found) throw new Error(`no event ${reason} of ${name}, only ${events.map(event => event.reason).join(', ')}`)
    return found
  }, within)
}
