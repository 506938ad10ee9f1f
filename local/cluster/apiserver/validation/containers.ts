import type { Cause } from '../http/status.ts'
import { fieldObject, fieldObjects, fieldString, isObject, type JsonObject } from '../object.ts'
import { validateEnv, validateEnvFrom } from './env.ts'
import { at, duplicate, forbidden, invalidValue, notSupported, required } from './field.ts'
import { dnsLabel } from './names.ts'
import { validateContainerPorts } from './ports.ts'
import { validateHandler, validateProbes } from './probes.ts'
import { validateResources } from './resources.ts'
import { validateContainerSecurity } from './security.ts'
import { validateVolumeMounts } from './volumes.ts'

const pullPolicies = ['Always', 'IfNotPresent', 'Never']
const messagePolicies = ['File', 'FallbackToLogsOnError']

/** What containers are checked against besides themselves. */
export interface PodSurroundings {
  volumes: Set<string>
  /** terminationGracePeriodSeconds of the pod. */
  grace: number
}

function validateCommon(container: JsonObject, path: string, { volumes }: PodSurroundings): Cause[] {
  const name = fieldString(container, 'name')
  const named = name
    ? dnsLabel(name).map(text => invalidValue(at(path, 'name'), name, text))
    : [required(at(path, 'name'))]
  const { image, imagePullPolicy, terminationMessagePolicy } = container
  return [
    ...named,
    ...(image ? [] : [required(at(path, 'image'))]),
    ...(messagePolicies.includes(String(terminationMessagePolicy))
      ? []
      : [notSupported(at(path, 'terminationMessagePolicy'), terminationMessagePolicy, messagePolicies)]),
    ...validateContainerPorts(fieldObjects(container, 'ports'), at(path, 'ports')),
    ...validateEnv(fieldObjects(container, 'env'), at(path, 'env')),
    ...validateEnvFrom(fieldObjects(container, 'envFrom'), at(path, 'envFrom')),
    ...validateVolumeMounts(fieldObjects(container, 'volumeMounts'), volumes, at(path, 'volumeMounts')),
    ...(pullPolicies.includes(String(imagePullPolicy))
      ? []
      : [notSupported(at(path, 'imagePullPolicy'), imagePullPolicy, pullPolicies)]),
    ...validateResources(fieldObject(container, 'resources'), at(path, 'resources')),
    ...validateContainerSecurity(container.securityContext, at(path, 'securityContext')),
  ]
}

function validateLifecycle(container: JsonObject, path: string, grace: number): Cause[] {
  const lifecycle = fieldObject(container, 'lifecycle')
  return ['postStart', 'preStop'].flatMap(hook => {
    const handler = lifecycle[hook]
    return isObject(handler) ? validateHandler(handler, at(at(path, 'lifecycle'), hook), grace) : []
  })
}

function hostPortConflicts(containers: JsonObject[], path: string): Cause[] {
  const taken = new Set<string>()
  return containers.flatMap((container, index) =>
    fieldObjects(container, 'ports').flatMap(({ protocol, hostIP, hostPort }, portIndex) => {
      if (!hostPort) return []
      const key = `${protocol}/${hostIP ?? ''}/${hostPort}`
      const field = at(at(at(at(path, index), 'ports'), portIndex), 'hostPort')
      if (taken.has(key)) return [duplicate(field, key)]
      taken.add(key)
      return []
    }),
  )
}

export function validateContainers(containers: JsonObject[], path: string, pod: PodSurroundings): Cause[] {
  if (containers.length === 0) return [required(path)]
  const names = new Set<string>()
  const causes = containers.flatMap((container, index) => {
    const field = at(path, index)
    const name = fieldString(container, 'name')
    const found = validateCommon(container, field, pod)
    if (names.has(name)) found.push(duplicate(at(field, 'name'), name))
    names.add(name)
    return [...found, ...validateLifecycle(container, field, pod.grace), ...validateProbes(container, field, pod.grace)]
  })
  return [...causes, ...hostPortConflicts(containers, path)]
}

const onlyForRunning = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']

export function validateInitContainers(
  inits: JsonObject[],
  regular: JsonObject[],
  path: string,
  pod: PodSurroundings,
): Cause[] {
  const names = new Set(regular.map(container => fieldString(container, 'name')))
  return inits.flatMap((container, index) => {
    const field = at(path, index)
    const name = fieldString(container, 'name')
    const found = validateCommon(container, field, pod)
    if (names.has(name)) found.push(duplicate(at(field, 'name'), name))
    names.add(name)
    const sidecar = container.restartPolicy === 'Always'
    if (container.restartPolicy !== undefined && !sidecar) {
      found.push(notSupported(at(field, 'restartPolicy'), container.restartPolicy, ['Always']))
    }
    if (sidecar) {
      return [
        ...found,
        ...validateLifecycle(container, field, pod.grace),
        ...validateProbes(container, field, pod.grace),
      ]
    }
    const refused = onlyForRunning.filter(part => container[part] !== undefined)
    const text = 'may not be set for init containers without restartPolicy=Always'
    return [...found, ...refused.map(part => forbidden(at(field, part), text))]
  })
}
