import type { Cause } from '../http/status.ts'
import { fieldObject, fieldObjects, isObject, type JsonObject } from '../object.ts'
import { matchesLabels, requirementsOf } from '../registry/selectors.ts'
import { at, forbidden, invalidValue, required } from './field.ts'
import { validateLabels } from './metadata.ts'
import { labelValue, qualifiedName } from './names.ts'

const valueOperators = ['In', 'NotIn']
const existOperators = ['Exists', 'DoesNotExist']

function validateRequirement(requirement: JsonObject, path: string): Cause[] {
  const { key, operator, values } = requirement
  const list = Array.isArray(values) ? values.map(String) : []
  const causes: Cause[] = []
  if (valueOperators.includes(String(operator))) {
    if (list.length === 0) {
      causes.push(required(at(path, 'values'), "must be specified when `operator` is 'In' or 'NotIn'"))
    }
  } else if (existOperators.includes(String(operator))) {
    if (list.length > 0) {
      const text = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
      causes.push(forbidden(at(path, 'values'), text))
    }
  } else causes.push(invalidValue(at(path, 'operator'), operator ?? '', 'not a valid selector operator'))
  return [
    ...causes,
    ...qualifiedName(String(key ?? '')).map(text => invalidValue(at(path, 'key'), key ?? '', text)),
    ...list.flatMap((value, index) =>
      labelValue(value).map(text => invalidValue(at(at(path, 'values'), index), value, text)),
    ),
  ]
}

const isEmpty = (selector: JsonObject) =>
  Object.keys(fieldObject(selector, 'matchLabels')).length + fieldObjects(selector, 'matchExpressions').length === 0

/** A workload's selector: there, not empty, well formed, and matching the labels of its template. */
export function validateWorkloadSelector(spec: JsonObject, kind: string): Cause[] {
  const { selector } = spec
  const path = 'spec.selector'
  const labels = fieldObject(fieldObject(spec, 'template'), 'metadata').labels ?? null
  const mismatch = invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')
  if (!isObject(selector)) return [required(path), mismatch]
  const causes = [
    ...validateLabels(fieldObject(selector, 'matchLabels') as Record<string, string>, at(path, 'matchLabels')),
    ...fieldObjects(selector, 'matchExpressions').flatMap((requirement, index) =>
      validateRequirement(requirement, at(at(path, 'matchExpressions'), index)),
    ),
  ]
  if (isEmpty(selector)) return [...causes, invalidValue(path, selector, `empty selector is invalid for ${kind}`)]
  const malformed = causes.some(({ field }) => field.startsWith('spec.selector.matchExpressions'))
  if (malformed) return [...causes, invalidValue(path, selector, 'invalid label selector')]
  if (matchesLabels(requirementsOf(selector), (labels ?? {}) as Record<string, string>)) return causes
  return [...causes, mismatch]
}
