import type { JsonObject, KubeObject } from '../object.ts'
import { textAt } from './definition.ts'

/** Field names that differ between core/v1 Events and events.k8s.io/v1 Events: [core, events]. */
const renamed: [string, string][] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
]

/** What an Event always shows, set or not. */
export function showEventFields(event: KubeObject): void {
  for (const field of ['eventTime', 'firstTimestamp', 'lastTimestamp']) event[field] ??= null
  event.source ??= {}
  event.reportingComponent ??= ''
  event.reportingInstance ??= ''
}

function rename(object: KubeObject, apiVersion: string, names: [string, string][]): KubeObject {
  const out: JsonObject = {}
  for (const [field, value] of Object.entries(object)) out[names.find(([from]) => from === field)?.[1] ?? field] = value
  return { ...out, apiVersion } as KubeObject
}

/** Events are stored in the form of core/v1, whichever group wrote them. */
export const toCoreEvent = (event: KubeObject): KubeObject =>
  rename(
    event,
    'v1',
    renamed.map(([core, events]) => [events, core]),
  )

export const fromCoreEvent = (event: KubeObject): KubeObject => rename(event, 'events.k8s.io/v1', renamed)

const involved = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']

const selectable = (prefix: string, component: string) => ({
  ...Object.fromEntries(involved.map(field => [`${prefix}.${field}`, textAt(prefix, field)])),
  reason: textAt('reason'),
  type: textAt('type'),
  [component]: textAt(component),
})

export const coreEventFields = {
  ...selectable('involvedObject', 'reportingComponent'),
  source: (event: KubeObject) => textAt('source', 'component')(event) || textAt('reportingComponent')(event),
}

export const eventFields = selectable('regarding', 'reportingController')
