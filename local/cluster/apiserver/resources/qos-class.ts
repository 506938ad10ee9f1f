import { fieldObject, fieldObjects, type JsonObject, type KubeObject } from '../object.ts'
import { parseQuantity } from '../quantity/quantity.ts'

type Level = 'Guaranteed' | 'Burstable' | 'BestEffort'

const isSet = (value: unknown) => (parseQuantity(value)?.nano ?? 0n) > 0n

function levelOf(container: JsonObject): Level {
  const resources = fieldObject(container, 'resources')
  const requests = fieldObject(resources, 'requests')
  const limits = fieldObject(resources, 'limits')
  const kinds = ['cpu', 'memory']
  if (!kinds.some(kind => isSet(requests[kind]) || isSet(limits[kind]))) return 'BestEffort'
  const equal = (kind: string) =>
    isSet(limits[kind]) && parseQuantity(requests[kind])?.nano === parseQuantity(limits[kind])?.nano
  return kinds.every(equal) ? 'Guaranteed' : 'Burstable'
}

/** The quality-of-service class that follows from the requests and limits of all containers. */
export function qosClass(pod: KubeObject): Level {
  const spec = fieldObject(pod, 'spec')
  const levels = [...fieldObjects(spec, 'initContainers'), ...fieldObjects(spec, 'containers')].map(levelOf)
  if (levels.every(level => level === 'BestEffort')) return 'BestEffort'
  return levels.every(level => level === 'Guaranteed') ? 'Guaranteed' : 'Burstable'
}
