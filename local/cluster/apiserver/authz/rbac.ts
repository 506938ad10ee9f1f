import type { UserInfo } from '../authn/user.ts'
import { fieldObject, fieldObjects, fieldString, type KubeObject } from '../object.ts'
import type { Store } from '../registry/store.ts'

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  verbs: string[]
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
  nonResourceURLs?: string[]
}

/** What somebody wants to do. */
export type Attributes =
  | { verb: string; group: string; resource: string; subresource: string; namespace: string; name: string }
  | { verb: string; path: string }

const has = (list: string[] | undefined, value: string) => list?.includes('*') || list?.includes(value) || false

function matchesPath(urls: string[] | undefined, path: string): boolean {
  return (urls ?? []).some(
    url => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1))),
  )
}

/** Whether one rule allows one request. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!has(rule.verbs, attributes.verb)) return false
  if ('path' in attributes) return matchesPath(rule.nonResourceURLs, attributes.path)
  const { group, resource, subresource, name } = attributes
  if (!has(rule.apiGroups, group)) return false
  const full = subresource ? `${resource}/${subresource}` : resource
  const named = has(rule.resources, full) || (subresource !== '' && rule.resources?.includes(`*/${subresource}`))
  if (!named) return false
  return !rule.resourceNames?.length || (name !== '' && rule.resourceNames.includes(name))
}

/** Whether a binding's subject is this user. */
function isSubject(subject: Record<string, unknown>, user: UserInfo, bindingNamespace: string): boolean {
  const name = fieldString(subject, 'name')
  switch (subject.kind) {
    case 'User':
      return user.name === name
    case 'Group':
      return user.groups.includes(name)
    case 'ServiceAccount':
      return user.name === `system:serviceaccount:${fieldString(subject, 'namespace') || bindingNamespace}:${name}`
  }
  return false
}

const rbac = 'rbac.authorization.k8s.io'
const storages = {
  roles: `roles.${rbac}`,
  roleBindings: `rolebindings.${rbac}`,
  clusterRoles: `clusterroles.${rbac}`,
  clusterRoleBindings: `clusterrolebindings.${rbac}`,
}
const relevant = new Set(Object.values(storages))

/** Evaluates Roles and ClusterRoles through their bindings. Keeps them decoded, and reads them anew when one changes. */
export class RbacAuthorizer {
  readonly #store: Store
  #bindings:
    | { roleBindings: KubeObject[]; clusterRoleBindings: KubeObject[]; rules: Map<string, PolicyRule[]> }
    | undefined

  constructor(store: Store) {
    this.#store = store
    store.hub.subscribe(undefined, ({ storage }) => {
      if (relevant.has(storage)) this.#bindings = undefined
    })
  }

  /** The rules that hold for a user in a namespace; with none, those that hold everywhere. */
  rulesFor(user: UserInfo, namespace: string): PolicyRule[] {
    return this.bindingsOf(user, namespace).flatMap(binding => this.rulesOf(binding))
  }

  /** The bindings that name a user and hold in a namespace. */
  bindingsOf(user: UserInfo, namespace: string): KubeObject[] {
    const { roleBindings, clusterRoleBindings } = this.#load()
    return [
      ...clusterRoleBindings.filter(binding => boundTo(binding, user)),
      ...roleBindings.filter(binding => binding.metadata.namespace === namespace && boundTo(binding, user)),
    ]
  }

  /** The rules of the role that a binding refers to; none when it does not exist. */
  rulesOf(binding: KubeObject): PolicyRule[] {
    const role = fieldObject(binding, 'roleRef')
    const namespace = role.kind === 'Role' ? (binding.metadata.namespace ?? '') : ''
    return this.#load().rules.get(`${role.kind}/${namespace}/${fieldString(role, 'name')}`) ?? []
  }

  allows(user: UserInfo, attributes: Attributes): boolean {
    if (user.groups.includes('system:masters')) return true
    const namespace = 'path' in attributes ? '' : attributes.namespace
    return this.rulesFor(user, namespace).some(rule => ruleAllows(rule, attributes))
  }

  #load() {
    if (!this.#bindings) {
      const rules = new Map<string, PolicyRule[]>()
      const roles = [...this.#store.list(storages.roles), ...this.#store.list(storages.clusterRoles)]
      for (const role of roles) {
        const key = `${role.kind}/${role.metadata.namespace ?? ''}/${role.metadata.name}`
        rules.set(key, fieldObjects(role, 'rules') as unknown as PolicyRule[])
      }
      this.#bindings = {
        roleBindings: this.#store.list(storages.roleBindings),
        clusterRoleBindings: this.#store.list(storages.clusterRoleBindings),
        rules,
      }
    }
    return this.#bindings
  }
}

const boundTo = (binding: KubeObject, user: UserInfo) =>
  fieldObjects(binding, 'subjects').some(subject => isSubject(subject, user, binding.metadata.namespace ?? ''))
