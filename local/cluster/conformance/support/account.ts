import type { AuthenticationV1TokenRequest, V1PolicyRule } from '@kubernetes/client-node'
import { api, ok } from './cluster.ts'
import type { Namespace } from './namespace.ts'

/** Makes a ServiceAccount with a Role of these rules, and returns a token of it. */
export async function account(ns: Namespace, name: string, rules: V1PolicyRule[]): Promise<string> {
  ok(await api.post(ns.core('serviceaccounts'), { metadata: { name } }))
  if (rules.length > 0) {
    ok(await api.post(ns.rbac('roles'), { metadata: { name }, rules }))
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name }
    const subjects = [{ kind: 'ServiceAccount', name, namespace: ns.name }]
    ok(await api.post(ns.rbac('rolebindings'), { metadata: { name }, roleRef, subjects }))
  }
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } }
  const answer = await api.post<AuthenticationV1TokenRequest>(ns.core(`serviceaccounts/${name}/token`), request)
  return ok(answer).status?.token ?? ''
}
