import type { Cause } from '../http/status.ts'
import { fieldObject, fieldString, type KubeObject, sameJson } from '../object.ts'
import { forbidden, invalidValue, keyed, required, tooLong } from './field.ts'
import { configMapKey } from './names.ts'

const MAX_SIZE = 1024 * 1024

const checkKeys = (data: object, path: string): Cause[] =>
  Object.keys(data).flatMap(key => configMapKey(key).map(text => invalidValue(keyed(path, key), key, text)))

const decodedSize = (base64: unknown) => Buffer.byteLength(String(base64), 'base64')

export function validateConfigMap(configMap: KubeObject): Cause[] {
  const data = fieldObject(configMap, 'data')
  const binaryData = fieldObject(configMap, 'binaryData')
  const size =
    Object.values(data).reduce<number>((sum, value) => sum + Buffer.byteLength(String(value)), 0) +
    Object.values(binaryData).reduce<number>((sum, value) => sum + decodedSize(value), 0)
  return [
    ...checkKeys(data, 'data'),
    ...Object.keys(data)
      .filter(key => Object.hasOwn(binaryData, key))
      .map(key => invalidValue(keyed('data', key), key, 'duplicate of key present in binaryData')),
    ...checkKeys(binaryData, 'binaryData'),
    ...(size > MAX_SIZE ? [tooLong('[]', MAX_SIZE)] : []),
  ]
}

const frozen = 'field is immutable when `immutable` is set'

function validateImmutable(object: KubeObject, old: KubeObject, fields: string[]): Cause[] {
  if (old.immutable !== true) return []
  return [
    ...(object.immutable === true ? [] : [forbidden('immutable', frozen)]),
    ...fields
      .filter(field => !sameJson(fieldObject(object, field), fieldObject(old, field)))
      .map(field => forbidden(field, frozen)),
  ]
}

export const validateConfigMapUpdate = (configMap: KubeObject, old: KubeObject): Cause[] =>
  validateImmutable(configMap, old, ['data', 'binaryData'])

const requiredKeys: Record<string, string[]> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}

export function validateSecret(secret: KubeObject): Cause[] {
  const data = fieldObject(secret, 'data')
  const type = fieldString(secret, 'type')
  const size = Object.values(data).reduce<number>((sum, value) => sum + decodedSize(value), 0)
  const causes = [...checkKeys(data, 'data'), ...(size > MAX_SIZE ? [tooLong('data', MAX_SIZE)] : [])]
  const account = 'kubernetes.io/service-account.name'
  if (type === 'kubernetes.io/service-account-token' && !secret.metadata.annotations?.[account]) {
    causes.push(required(keyed('metadata.annotations', account)))
  }
  if (type === 'kubernetes.io/basic-auth' && !('username' in data) && !('password' in data)) {
    causes.push(required(keyed('data', 'username')), required(keyed('data', 'password')))
  }
  for (const key of requiredKeys[type] ?? []) if (!(key in data)) causes.push(required(keyed('data', key)))
  return causes
}

export function validateSecretUpdate(secret: KubeObject, old: KubeObject): Cause[] {
  const causes = validateImmutable(secret, old, ['data'])
  return secret.type === old.type ? causes : [invalidValue('type', secret.type, 'field is immutable'), ...causes]
}
