import type { Cause } from '../http/status.ts'
import { fieldString, isObject, type JsonObject } from '../object.ts'
import { at, invalidValue, notSupported, required } from './field.ts'
import { configMapKey, dnsSubdomain, envVarName } from './names.ts'

const fieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]

/** Fields that exist, but that an environment variable may not show. */
const knownPaths = [
  'metadata.labels',
  'metadata.annotations',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
  'spec.hostNetwork',
]

const resourceFields = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]

function validateFieldRef(reference: JsonObject, path: string): Cause[] {
  const fieldPath = fieldString(reference, 'fieldPath')
  const field = at(path, 'fieldPath')
  if (!fieldPath) return [required(field)]
  if (/^metadata\.(labels|annotations)\['.+'\]$/.test(fieldPath) || fieldPaths.includes(fieldPath)) return []
  if (knownPaths.includes(fieldPath)) return [notSupported(field, fieldPath, fieldPaths)]
  return [invalidValue(field, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`)]
}

function validateResourceFieldRef(reference: JsonObject, path: string): Cause[] {
  const resource = fieldString(reference, 'resource')
  if (!resource) return [required(at(path, 'resource'))]
  const known = resourceFields.includes(resource) || /^(limits|requests)\.hugepages-/.test(resource)
  return known ? [] : [notSupported(at(path, 'resource'), resource, resourceFields)]
}

function validateKeyRef(reference: JsonObject, path: string): Cause[] {
  const key = fieldString(reference, 'key')
  const name = fieldString(reference, 'name')
  const causes = dnsSubdomain(name).map(text => invalidValue(at(path, 'name'), name, text))
  if (!key) return [...causes, required(at(path, 'key'))]
  return [...causes, ...configMapKey(key).map(text => invalidValue(at(path, 'key'), key, text))]
}

type Source = [field: string, validate: (reference: JsonObject, path: string) => Cause[]]

const sources: Source[] = [
  ['fieldRef', validateFieldRef],
  ['resourceFieldRef', validateResourceFieldRef],
  ['configMapKeyRef', validateKeyRef],
  ['secretKeyRef', validateKeyRef],
]

function validateValueFrom(valueFrom: JsonObject, value: unknown, path: string): Cause[] {
  const given = sources.filter(([field]) => isObject(valueFrom[field]))
  const causes = given.flatMap(([field, validate]) => validate(valueFrom[field] as JsonObject, at(path, field)))
  if (given.length === 0) {
    const text = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'
    return [...causes, invalidValue(path, '', text)]
  }
  if (value) return [...causes, invalidValue(path, '', 'may not be specified when `value` is not empty')]
  if (given.length > 1) {
    return [...causes, invalidValue(path, '', 'may not have more than one field specified at a time')]
  }
  return causes
}

export function validateEnv(env: JsonObject[], path: string): Cause[] {
  return env.flatMap((variable, index) => {
    const field = at(path, index)
    const name = fieldString(variable, 'name')
    const named = name
      ? envVarName(name).map(text => invalidValue(at(field, 'name'), name, text))
      : [required(at(field, 'name'))]
    const { valueFrom, value } = variable
    return isObject(valueFrom) ? [...named, ...validateValueFrom(valueFrom, value, at(field, 'valueFrom'))] : named
  })
}

function envSourceName(source: JsonObject, path: string): Cause[] {
  const name = fieldString(source, 'name')
  return name ? dnsSubdomain(name).map(text => invalidValue(path, name, text)) : [required(path)]
}

export function validateEnvFrom(list: JsonObject[], path: string): Cause[] {
  return list.flatMap((source, index) => {
    const given = ['configMapRef', 'secretRef'].filter(field => isObject(source[field]))
    const causes = given.flatMap(field =>
      envSourceName(source[field] as JsonObject, at(at(at(path, index), field), 'name')),
    )
    if (given.length === 0) {
      causes.push(invalidValue(path, '', 'must specify one of: `configMapRef` or `secretRef`'))
    } else if (given.length > 1) {
      causes.push(invalidValue(path, '', 'may not have more than one field specified at a time'))
    }
    return causes
  })
}
