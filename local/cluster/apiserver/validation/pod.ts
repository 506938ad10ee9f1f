import type { Cause } from '../http/status.ts'
import { fieldObject, fieldObjects, type JsonObject, type KubeObject, sameJson } from '../object.ts'
import { forbidden } from './field.ts'
import { validatePodSpec } from './pod-spec.ts'

export const validatePod = (pod: KubeObject): Cause[] => validatePodSpec(fieldObject(pod, 'spec'), 'spec')

const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
]

const withoutImages = (containers: JsonObject[]) => containers.map(({ image: _, ...container }) => container)

/** What of a spec must stay the same. A node name may be set once: that is how a pod is given to a node. */
function fixedPart(spec: JsonObject, old: JsonObject): JsonObject {
  const { activeDeadlineSeconds: _, tolerations: __, ...rest } = spec
  return {
    ...rest,
    nodeName: old.nodeName ? rest.nodeName : undefined,
    containers: withoutImages(fieldObjects(spec, 'containers')),
    initContainers: withoutImages(fieldObjects(spec, 'initContainers')),
  }
}

export function validatePodUpdate(pod: KubeObject, old: KubeObject): Cause[] {
  const spec = fieldObject(pod, 'spec')
  const oldSpec = fieldObject(old, 'spec')
  const causes: Cause[] = []
  for (const field of ['containers', 'initContainers']) {
    if (fieldObjects(spec, field).length !== fieldObjects(oldSpec, field).length) {
      return [...causes, forbidden(`spec.${field}`, 'pod updates may not add or remove containers')]
    }
  }
  const tolerations = fieldObjects(spec, 'tolerations')
  const removed = fieldObjects(oldSpec, 'tolerations').some(
    toleration => !tolerations.some(other => sameJson(other, toleration)),
  )
  if (removed) {
    causes.push(forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'))
  }
  const [now, before] = [fixedPart(spec, oldSpec), fixedPart(oldSpec, oldSpec)]
  if (!sameJson(now, before)) {
    const fields = Object.keys({ ...now, ...before }).filter(field => !sameJson(now[field], before[field]))
    const text = `pod updates may not change fields other than ${updatable.join(',')}\n${fields.map(field => `spec.${field}`).join(', ')}`
    causes.push(forbidden('spec', text))
  }
  return causes
}
