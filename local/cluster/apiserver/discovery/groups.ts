import type { ResourceDefinition } from '../resources/definition.ts'
import { resources } from '../resources/index.ts'

/** A resource or subresource as APIResourceList shows it. */
export interface ApiResource {
  name: string
  singularName: string
  namespaced: boolean
  group?: string
  version?: string
  kind: string
  verbs: string[]
  shortNames?: string[]
  categories?: string[]
}

export interface ApiGroup {
  name: string
  version: string
  resources: ApiResource[]
}

const stored = (definition: ResourceDefinition): ApiResource[] => [
  {
    name: definition.plural,
    singularName: definition.singular,
    namespaced: definition.namespaced,
    kind: definition.kind,
    verbs: definition.verbs,
    ...(definition.shortNames.length > 0 ? { shortNames: definition.shortNames } : {}),
    ...(definition.categories.length > 0 ? { categories: definition.categories } : {}),
  },
  ...definition.subresources.map(({ name, group, version, kind, verbs }) => ({
    name: `${definition.plural}/${name}`,
    singularName: '',
    namespaced: definition.namespaced,
    ...(group ? { group, version } : {}),
    kind,
    verbs,
  })),
]

const review = (kind: string, namespaced = false): ApiResource => ({
  name: `${kind.toLowerCase()}s`,
  singularName: kind.toLowerCase(),
  namespaced,
  kind,
  verbs: ['create'],
})

const metric = (name: string, kind: string, namespaced: boolean): ApiResource => ({
  name,
  singularName: '',
  namespaced,
  kind,
  verbs: ['get', 'list'],
})

const served = (name: string): ApiGroup => ({
  name,
  version: 'v1',
  resources: resources.filter(({ group }) => group === name).flatMap(stored),
})

/** Everything served, core first, as discovery tells it. */
export const apiGroups: ApiGroup[] = [
  served(''),
  served('events.k8s.io'),
  {
    name: 'authentication.k8s.io',
    version: 'v1',
    resources: [review('SelfSubjectReview'), review('TokenReview')],
  },
  {
    name: 'authorization.k8s.io',
    version: 'v1',
    resources: [
      review('LocalSubjectAccessReview', true),
      review('SelfSubjectAccessReview'),
      review('SelfSubjectRulesReview'),
      review('SubjectAccessReview'),
    ],
  },
  served('apps'),
  served('rbac.authorization.k8s.io'),
  served('coordination.k8s.io'),
  served('discovery.k8s.io'),
  {
    name: 'metrics.k8s.io',
    version: 'v1beta1',
    resources: [metric('nodes', 'NodeMetrics', false), metric('pods', 'PodMetrics', true)],
  },
]
