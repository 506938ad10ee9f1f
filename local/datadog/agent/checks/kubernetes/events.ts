import type { Event } from '@chat-demo/cluster/client'
import type { EventRow } from '../../../store/rows.ts'
import type { PodTags } from '../../kubernetes/pod-tags.ts'

const dateOf = (event: Event): number => {
  const text = event.lastTimestamp ?? event.series?.lastObservedTime ?? event.eventTime ?? event.firstTimestamp
  return Date.parse(text ?? event.metadata.creationTimestamp ?? '')
}

/** Says which occurrence of an event of the cluster this is: a repeated one has the same uid and a higher count. */
export const occurrence = ({ metadata, count, series }: Event): string =>
  `${metadata.uid}-${count ?? series?.count ?? 1}`

/**
 * An event of the cluster as the Agent submits it with unbundled events: one for each occurrence, tagged with its
 * reason and with whom it is about.
 */
export function eventRow(event: Event, id: string, pods: PodTags, host: string): EventRow {
  const { involvedObject, source, reportingComponent, reason = '', message = '', type } = event
  const { kind = '', name = '', namespace = '', uid = '' } = involvedObject
  const component = source?.component ?? reportingComponent ?? ''
  return {
    time: dateOf(event),
    id,
    title: `${kind} ${namespace ? `${namespace}/` : ''}${name}: ${reason}`,
    text: message,
    source: 'kubernetes',
    status: type === 'Warning' ? 'warning' : 'info',
    priority: 'normal',
    host: source?.host ?? host,
    aggregationKey: `kubernetes_apiserver:${uid}`,
    tags: [
      'orchestrator:kubernetes',
      `source_component:${component}`,
      `reporting_controller:${reportingComponent ?? ''}`,
      `event_reason:${reason}`,
      `kube_kind:${kind}`,
      `kube_name:${name}`,
      ...(namespace ? [`kube_namespace:${namespace}`] : []),
      ...ownTags(kind, name),
      ...(kind === 'Pod' ? pods.forEntity(uid) : []),
    ],
    attributes: { kubernetes_event: occurrence(event), count: event.count ?? 1 },
  }
}

const kindTags: Readonly<Record<string, string>> = {
  Pod: 'pod_name',
  Deployment: 'kube_deployment',
  ReplicaSet: 'kube_replica_set',
  StatefulSet: 'kube_stateful_set',
}

const ownTags = (kind: string, name: string) => (kindTags[kind] ? [`${kindTags[kind]}:${name}`] : [])
