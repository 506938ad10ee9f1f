import type { Cause } from '../http/status.ts'
import { fieldObject, type JsonObject } from '../object.ts'
import { compareQuantities, formatQuantity, parseQuantity } from '../quantity/quantity.ts'
import { at, invalidValue, keyed, required } from './field.ts'

const standard = new Set(['cpu', 'memory', 'ephemeral-storage'])

function validateName(name: string, field: string): Cause[] {
  if (name.includes('/') || standard.has(name) || name.startsWith('hugepages-')) return []
  return ['must be a standard resource type or fully qualified', 'must be a standard resource for containers'].map(
    text => invalidValue(field, name, text),
  )
}

function validateQuantity(value: unknown, field: string): Cause[] {
  const quantity = parseQuantity(value)
  if (quantity && quantity.nano < 0n) return [invalidValue(field, value, 'must be greater than or equal to 0')]
  return []
}

/** Whether more than what was requested may be used; what is handed out whole may not. */
const overcommits = (name: string) => standard.has(name)

/** Requests and limits of a container: known names, no negative amounts, no request above its limit. */
export function validateResources(resources: JsonObject, path: string): Cause[] {
  const limits = fieldObject(resources, 'limits')
  const requests = fieldObject(resources, 'requests')
  const causes: Cause[] = []
  for (const [name, value] of Object.entries(limits)) {
    const field = keyed(at(path, 'limits'), name)
    causes.push(...validateName(name, field), ...validateQuantity(value, field))
  }
  for (const [name, value] of Object.entries(requests)) {
    const field = keyed(at(path, 'requests'), name)
    causes.push(...validateName(name, field), ...validateQuantity(value, field))
    const request = parseQuantity(value)
    const limit = parseQuantity(limits[name])
    if (request && limit && compareQuantities(request, limit) > 0) {
      const text = `must be less than or equal to ${name} limit of ${formatQuantity(limit)}`
      causes.push(invalidValue(at(path, 'requests'), formatQuantity(request), text))
    } else if (request && !overcommits(name) && (!limit || compareQuantities(request, limit) !== 0)) {
      if (!limit) causes.push(required(at(path, 'limits'), `Limit must be set for non overcommitable resources`))
      else {
        const text = `must be equal to ${name} limit of ${formatQuantity(limit)}`
        causes.push(invalidValue(at(path, 'requests'), formatQuantity(request), text))
      }
    }
  }
  return causes
}
