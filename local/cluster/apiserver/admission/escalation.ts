import type { UserInfo } from '../authn/user.ts'
import { type PolicyRule, type RbacAuthorizer, ruleAllows } from '../authz/rbac.ts'
import { forbiddenFor } from '../http/status.ts'
import { fieldObjects, type KubeObject, sameJson } from '../object.ts'
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts'

const group = 'rbac.authorization.k8s.io'

/** A rule as single permissions: one verb on one resource of one group, or on one path. */
function permissions(rule: PolicyRule): PolicyRule[] {
  const single: PolicyRule[] = []
  for (const verb of rule.verbs) {
    for (const url of rule.nonResourceURLs ?? []) single.push({ verbs: [verb], nonResourceURLs: [url] })
    for (const apiGroup of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) {
        const names = rule.resourceNames?.length ? rule.resourceNames.map(name => [name]) : [undefined]
        for (const resourceNames of names) {
          single.push({
            verbs: [verb],
            apiGroups: [apiGroup],
            resources: [resource],
            ...(resourceNames ? { resourceNames } : {}),
          })
        }
      }
    }
  }
  return single
}

/** Whether one of the rules covers a single permission; a wildcard is only covered by a wildcard. */
function covers(
  owned: PolicyRule[],
  { verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule,
): boolean {
  const [verb = ''] = verbs
  if (nonResourceURLs) return owned.some(rule => ruleAllows(rule, { verb, path: nonResourceURLs[0] ?? '' }))
  const [resource = '', subresource = ''] = (resources?.[0] ?? '').split('/')
  const attributes = {
    verb,
    group: apiGroups?.[0] ?? '',
    resource,
    subresource,
    namespace: '',
    name: resourceNames?.[0] ?? '',
  }
  return owned.some(rule => ruleAllows(rule, attributes))
}

const describe = (rule: PolicyRule) =>
  `{${[
    rule.apiGroups && `APIGroups:${JSON.stringify(rule.apiGroups)}`,
    rule.resources && `Resources:${JSON.stringify(rule.resources)}`,
    rule.resourceNames && `ResourceNames:${JSON.stringify(rule.resourceNames)}`,
    rule.nonResourceURLs && `NonResourceURLs:${JSON.stringify(rule.nonResourceURLs)}`,
    `Verbs:${JSON.stringify(rule.verbs)}`,
  ]
    .filter(Boolean)
    .join(', ')}}`

function mayGrant(
  rbac: RbacAuthorizer,
  user: UserInfo,
  { definition, object }: AdmissionRequest,
  verb: string,
  name: string,
) {
  const { namespace = '' } = object.metadata
  const resource = verb === 'bind' ? `${(object.roleRef as { kind: string }).kind.toLowerCase()}s` : definition.plural
  return rbac.allows(user, { verb, group, resource, subresource: '', namespace, name })
}

/** Nobody grants more than they have, unless `escalate` (roles) or `bind` (bindings) allows it. */
export function escalationCheck(rbac: RbacAuthorizer): AdmissionPlugin {
  const check = (request: AdmissionRequest) => {
    const { definition, object, old, user } = request
    if (definition.group !== group) return
    const binding = definition.plural.endsWith('bindings')
    const content = (of: KubeObject | undefined) => (binding ? of?.roleRef : of?.rules)
    if (old && sameJson(content(object), content(old)) && sameJson(object.subjects, old.subjects)) return
    const role = binding ? String((object.roleRef as { name?: string } | undefined)?.name ?? '') : object.metadata.name
    if (user.groups.includes('system:masters') || mayGrant(rbac, user, request, binding ? 'bind' : 'escalate', role))
      return
    const granted = binding ? rbac.rulesOf(object) : (fieldObjects(object, 'rules') as unknown as PolicyRule[])
    const owned = rbac.rulesFor(user, object.metadata.namespace ?? '')
    const missing = granted.flatMap(permissions).filter(permission => !covers(owned, permission))
    if (missing.length === 0) return
    const groups = user.groups.map(name => JSON.stringify(name)).join(' ')
    const why = `user ${JSON.stringify(user.name)} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${missing.map(describe).join('\n')}`
    throw forbiddenFor(definition, object.metadata.name, why)
  }
  return { name: 'RBACEscalation', create: check, update: check }
}
