import type { Cause } from '../http/status.ts'
import { fieldObject, fieldString, type KubeObject } from '../object.ts'
import { invalidValue } from './field.ts'

/** An Event stands in the namespace of what it is about; those about cluster-scoped objects in `default`. */
export function validateEvent(event: KubeObject): Cause[] {
  const namespace = fieldString(fieldObject(event, 'involvedObject'), 'namespace')
  if ((namespace || 'default') === event.metadata.namespace) return []
  return [invalidValue('involvedObject.namespace', namespace, 'does not match event.namespace')]
}
