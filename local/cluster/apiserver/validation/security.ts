import type { Cause } from '../http/status.ts'
import { isObject, type JsonObject } from '../object.ts'
import { at, invalidValue } from './field.ts'

const MAX_ID = 2147483647
const idRange = `must be between 0 and ${MAX_ID}, inclusive`

const validateIds = (context: JsonObject, fields: string[], path: string): Cause[] =>
  fields.flatMap(field => {
    const value = context[field]
    const wrong = typeof value === 'number' && (value < 0 || value > MAX_ID)
    return wrong ? [invalidValue(at(path, field), value, idRange)] : []
  })

export const validatePodSecurity = (context: unknown, path: string): Cause[] =>
  isObject(context) ? validateIds(context, ['fsGroup', 'runAsGroup', 'runAsUser'], path) : []

/** What a container's securityContext may not combine. */
export function validateContainerSecurity(context: unknown, path: string): Cause[] {
  if (!isObject(context)) return []
  const causes = validateIds(context, ['runAsUser', 'runAsGroup'], path)
  if (context.allowPrivilegeEscalation !== false) return causes
  if (context.privileged === true) {
    const text = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'
    causes.push(invalidValue(path, context, text))
  }
  const { capabilities } = context
  if (isObject(capabilities) && Array.isArray(capabilities.add) && capabilities.add.includes('CAP_SYS_ADMIN')) {
    const text = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'
    causes.push(invalidValue(path, context, text))
  }
  return causes
}
