import type { Cause } from '../http/status.ts'
import { fieldObject, fieldObjects, fieldString, type JsonObject, type KubeObject, sameJson } from '../object.ts'
import { at, invalidValue, notSupported, required } from './field.ts'
import { dnsSubdomain, pathSegment } from './names.ts'

const group = 'rbac.authorization.k8s.io'

const isFilled = (value: unknown) => Array.isArray(value) && value.length > 0

function validateRule(rule: JsonObject, path: string, namespaced: boolean): Cause[] {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule
  const causes: Cause[] = []
  if (!isFilled(verbs)) causes.push(required(at(path, 'verbs'), 'verbs must contain at least one value'))
  if (isFilled(nonResourceURLs)) {
    const field = at(path, 'nonResourceURLs')
    if (namespaced) {
      causes.push(invalidValue(field, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'))
    }
    if (isFilled(apiGroups) || isFilled(resources) || isFilled(resourceNames)) {
      const text = 'rules cannot apply to both regular resources and non-resource URLs'
      causes.push(invalidValue(field, nonResourceURLs, text))
    }
    return causes
  }
  if (!isFilled(apiGroups)) {
    causes.push(required(at(path, 'apiGroups'), 'resource rules must supply at least one api group'))
  }
  if (!isFilled(resources)) {
    causes.push(required(at(path, 'resources'), 'resource rules must supply at least one resource'))
  }
  return causes
}

export const validateRole = (role: KubeObject): Cause[] =>
  fieldObjects(role, 'rules').flatMap((rule, index) => validateRule(rule, at('rules', index), role.kind === 'Role'))

function validateSubject(subject: JsonObject, path: string, namespaced: boolean): Cause[] {
  const name = fieldString(subject, 'name')
  const apiGroup = fieldString(subject, 'apiGroup')
  const causes = name ? [] : [required(at(path, 'name'))]
  switch (subject.kind) {
    case 'ServiceAccount':
      if (name) causes.push(...dnsSubdomain(name).map(text => invalidValue(at(path, 'name'), name, text)))
      if (apiGroup) causes.push(notSupported(at(path, 'apiGroup'), apiGroup, ['']))
      if (!namespaced && !subject.namespace) causes.push(required(at(path, 'namespace')))
      return causes
    case 'User':
    case 'Group':
      return apiGroup === group ? causes : [...causes, notSupported(at(path, 'apiGroup'), apiGroup, [group])]
    default:
      return [...causes, notSupported(at(path, 'kind'), subject.kind ?? '', ['ServiceAccount', 'User', 'Group'])]
  }
}

export function validateBinding(binding: KubeObject): Cause[] {
  const namespaced = binding.kind === 'RoleBinding'
  const { apiGroup, kind } = fieldObject(binding, 'roleRef')
  const name = fieldString(fieldObject(binding, 'roleRef'), 'name')
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']
  return [
    ...(apiGroup === group ? [] : [notSupported('roleRef.apiGroup', apiGroup, [group])]),
    ...(kinds.includes(String(kind)) ? [] : [notSupported('roleRef.kind', kind ?? '', kinds)]),
    ...(name ? pathSegment(name).map(text => invalidValue('roleRef.name', name, text)) : [required('roleRef.name')]),
    ...fieldObjects(binding, 'subjects').flatMap((subject, index) =>
      validateSubject(subject, at('subjects', index), namespaced),
    ),
  ]
}

/** The reference as the API's own type names its fields, in its message. */
const shownRole = (binding: KubeObject) => {
  const { apiGroup, kind, name } = fieldObject(binding, 'roleRef')
  return { APIGroup: apiGroup, Kind: kind, Name: name }
}

export const validateBindingUpdate = (binding: KubeObject, old: KubeObject): Cause[] =>
  sameJson(binding.roleRef, old.roleRef) ? [] : [invalidValue('roleRef', shownRole(binding), 'cannot change roleRef')]
