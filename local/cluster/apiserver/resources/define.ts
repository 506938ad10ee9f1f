import type { KubeObject } from '../object.ts'
import { dnsSubdomain } from '../validation/names.ts'
import { type ResourceDefinition, type SubresourceDefinition, writable } from './definition.ts'

type Given = Pick<ResourceDefinition, 'kind' | 'plural'> & Partial<ResourceDefinition>

const schemaPackages: Record<string, string> = {
  '': 'core',
  apps: 'apps',
  'discovery.k8s.io': 'discovery',
  'rbac.authorization.k8s.io': 'rbac',
  'events.k8s.io': 'events',
  'coordination.k8s.io': 'coordination',
}

const nothing = () => []

/** Fills in what most resources have in common. */
export function define(group: string, given: Given): ResourceDefinition {
  return {
    group,
    version: 'v1',
    singular: given.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    schema: `io.k8s.api.${schemaPackages[group]}.v1.${given.kind}`,
    verbs: writable,
    subresources: [],
    storage: group ? `${given.plural}.${group}` : given.plural,
    hasStatus: false,
    createOnUpdate: false,
    returnsDeleted: false,
    checkName: dnsSubdomain,
    selectableFields: {},
    setDefaults: () => {},
    prepareForCreate: () => {},
    validate: nothing,
    validateUpdate: nothing,
    ...given,
  }
}

export const status = (kind: string): SubresourceDefinition => ({
  name: 'status',
  kind,
  verbs: ['get', 'patch', 'update'],
})

export const scale: SubresourceDefinition = {
  name: 'scale',
  kind: 'Scale',
  group: 'autoscaling',
  version: 'v1',
  verbs: ['get', 'patch', 'update'],
}

export const specOf = (object: KubeObject): unknown => object.spec
