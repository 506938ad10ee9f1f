import type { Cause } from '../http/status.ts'
import { fieldNumber, fieldObject, fieldObjects, fieldString, type JsonObject } from '../object.ts'
import { validateContainers, validateInitContainers } from './containers.ts'
import { at, invalidValue, notSupported, required } from './field.ts'
import { validateAnnotations, validateLabels } from './metadata.ts'
import { dnsLabel, dnsSubdomain } from './names.ts'
import { validatePodSecurity } from './security.ts'
import { validateVolumes } from './volumes.ts'

const restartPolicies = ['Always', 'OnFailure', 'Never']
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

function validateNames(spec: JsonObject, path: string): Cause[] {
  const named: [string, (value: string) => string[]][] = [
    ['serviceAccountName', dnsSubdomain],
    ['nodeName', dnsSubdomain],
    ['hostname', dnsLabel],
    ['subdomain', dnsLabel],
    ['priorityClassName', dnsSubdomain],
  ]
  return named.flatMap(([field, check]) => {
    const value = fieldString(spec, field)
    return value ? check(value).map(text => invalidValue(at(path, field), value, text)) : []
  })
}

/** `extraVolumes` are names that may be mounted although the spec does not declare them. */
export function validatePodSpec(spec: JsonObject, path: string, extraVolumes: string[] = []): Cause[] {
  const grace = fieldNumber(spec, 'terminationGracePeriodSeconds') ?? 30
  const { causes, names } = validateVolumes(fieldObjects(spec, 'volumes'), at(path, 'volumes'))
  const surroundings = { volumes: new Set([...names, ...extraVolumes]), grace }
  const containers = fieldObjects(spec, 'containers')
  const restartPolicy = fieldString(spec, 'restartPolicy')
  const dnsPolicy = fieldString(spec, 'dnsPolicy')
  const deadline = fieldNumber(spec, 'activeDeadlineSeconds')
  return [
    ...causes,
    ...validateContainers(containers, at(path, 'containers'), surroundings),
    ...validateInitContainers(
      fieldObjects(spec, 'initContainers'),
      containers,
      at(path, 'initContainers'),
      surroundings,
    ),
    ...(restartPolicies.includes(restartPolicy)
      ? []
      : [notSupported(at(path, 'restartPolicy'), restartPolicy, restartPolicies)]),
    ...(dnsPolicies.includes(dnsPolicy) ? [] : [notSupported(at(path, 'dnsPolicy'), dnsPolicy, dnsPolicies)]),
    ...validateLabels(fieldObject(spec, 'nodeSelector') as Record<string, string>, at(path, 'nodeSelector')),
    ...validatePodSecurity(spec.securityContext, at(path, 'securityContext')),
    ...fieldObjects(spec, 'imagePullSecrets').flatMap((secret, index) =>
      secret.name ? [] : [required(at(at(at(path, 'imagePullSecrets'), index), 'name'))],
    ),
    ...validateNames(spec, path),
    ...(deadline !== undefined && (deadline < 1 || deadline > 2147483647)
      ? [invalidValue(at(path, 'activeDeadlineSeconds'), deadline, 'must be between 1 and 2147483647, inclusive')]
      : []),
  ]
}

export function validatePodTemplate(template: JsonObject, path: string, extraVolumes: string[] = []): Cause[] {
  const metadata = fieldObject(template, 'metadata')
  return [
    ...validateLabels(fieldObject(metadata, 'labels') as Record<string, string>, at(path, 'labels')),
    ...validateAnnotations(fieldObject(metadata, 'annotations') as Record<string, string>, at(path, 'annotations')),
    ...validatePodSpec(fieldObject(template, 'spec'), at(path, 'spec'), extraVolumes),
  ]
}
