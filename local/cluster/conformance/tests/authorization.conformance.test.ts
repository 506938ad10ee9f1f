import type { V1SelfSubjectAccessReview, V1SelfSubjectReview, V1SelfSubjectRulesReview } from '@kubernetes/client-node'
import { beforeAll, expect, it } from 'vitest'
import { account } from '../support/account.ts'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { deployment } from '../support/workloads.ts'

const ns = testNamespace('rbac')
let token = ''
let nobody = ''

beforeAll(async () => {
  for (const name of ['worker', 'backend'])
    ok(await api.post(ns.apps('deployments'), deployment(name, { replicas: 0 })))
  ok(await api.post(ns.core('secrets'), { metadata: { name: 'key' }, stringData: { key: 'x' } }))
  nobody = await account(ns, 'nobody', [])
  token = await account(ns, 'engine', [
    { apiGroups: [''], resources: ['pods', 'pods/log', 'events'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: ['apps'], resources: ['deployments/scale'], resourceNames: ['worker'], verbs: ['get', 'patch'] },
    { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['worker'], verbs: ['patch'] },
  ])
  // A real API server sees a new binding through its own watch.
  await eventually(async () => ok(await api.get(ns.core('pods'), { token })))
})

quick('authentication', () => {
  it('401: no token, and a token that nobody has', async () => {
    const unknown = await api.get(ns.core('pods'), { token: 'nonsense' })
    expect(refusal(unknown)).toMatchInlineSnapshot(`"401 Unauthorized: Unauthorized"`)
  })

  it('403: nobody is system:anonymous, and may ask for health only', async () => {
    const anonymous = await api.get(ns.core('pods'), { token: '' })
    expect(refusal(anonymous, ns)).toMatchInlineSnapshot(
      `"403 Forbidden: pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "NAMESPACE" [kind=pods]"`,
    )
    for (const path of ['/livez', '/readyz', '/healthz']) {
      const answer = await api.get(path, { token: '' })
      expect([answer.code, answer.text]).toEqual([200, 'ok'])
    }
    expect((await api.get<{ major: string }>('/version', { token: '' })).body.major).toBe('1')
  })

  it('says who one is', async () => {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    const userInfo = ok(await api.post<V1SelfSubjectReview>(path, body, { token })).status?.userInfo
    expect(userInfo?.username).toBe(`system:serviceaccount:${ns.name}:engine`)
    expect(userInfo?.groups).toEqual([
      'system:serviceaccounts',
      `system:serviceaccounts:${ns.name}`,
      'system:authenticated',
    ])
  })

  it('a token ends with its ServiceAccount', async () => {
    const gone = await account(ns, 'gone', [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }])
    await eventually(async () => ok(await api.get(ns.core('pods'), { token: gone })))
    ok(await api.delete(ns.core('serviceaccounts/gone')))
    await eventually(async () => expect((await api.get(ns.core('pods'), { token: gone })).code).toBe(401))
  })
})

quick('authorization', () => {
  it('allows what a Role says', async () => {
    expect((await api.get(ns.apps('deployments/backend'), { token })).code).toBe(200)
    expect((await api.get(`${ns.core('events')}?limit=1`, { token })).code).toBe(200)
    const patch = { metadata: { labels: { a: 'b' } } }
    expect((await api.patch('merge', ns.apps('deployments/worker'), patch, { token })).code).toBe(200)
    const scale = { spec: { replicas: 0 } }
    expect((await api.patch('merge', ns.apps('deployments/worker/scale'), scale, { token })).code).toBe(200)
  })

  it('403: another name, verb, resource, subresource, namespace', async () => {
    const refused = async (method: string, path: string, body?: unknown) =>
      refusal(
        await api.call(method, path, { token, body, contentType: body ? 'application/merge-patch+json' : undefined }),
        ns,
      )
    expect(await refused('PATCH', ns.apps('deployments/backend'), {})).toMatchInlineSnapshot(
      `"403 Forbidden: deployments.apps "backend" is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot patch resource "deployments" in API group "apps" in the namespace "NAMESPACE" [group=apps kind=deployments name=backend]"`,
    )
    expect(await refused('PATCH', ns.apps('deployments/backend/scale'), {})).toMatchInlineSnapshot(
      `"403 Forbidden: deployments.apps "backend" is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot patch resource "deployments/scale" in API group "apps" in the namespace "NAMESPACE" [group=apps kind=deployments name=backend]"`,
    )
    expect(await refused('DELETE', ns.apps('deployments/worker'))).toMatchInlineSnapshot(
      `"403 Forbidden: deployments.apps "worker" is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot delete resource "deployments" in API group "apps" in the namespace "NAMESPACE" [group=apps kind=deployments name=worker]"`,
    )
    expect(await refused('DELETE', ns.apps('deployments'))).toMatchInlineSnapshot(
      `"403 Forbidden: deployments.apps is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot deletecollection resource "deployments" in API group "apps" in the namespace "NAMESPACE" [group=apps kind=deployments]"`,
    )
    expect(await refused('GET', ns.core('secrets/key'))).toMatchInlineSnapshot(
      `"403 Forbidden: secrets "key" is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot get resource "secrets" in API group "" in the namespace "NAMESPACE" [kind=secrets name=key]"`,
    )
    expect(await refused('GET', ns.core('secrets'))).toMatchInlineSnapshot(
      `"403 Forbidden: secrets is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot list resource "secrets" in API group "" in the namespace "NAMESPACE" [kind=secrets]"`,
    )
    expect(await refused('GET', `${ns.core('secrets')}?watch=true`)).toMatchInlineSnapshot(
      `"403 Forbidden: secrets is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot watch resource "secrets" in API group "" in the namespace "NAMESPACE" [kind=secrets]"`,
    )
    expect(await refused('GET', '/api/v1/namespaces/default/pods')).toMatchInlineSnapshot(
      `"403 Forbidden: pods is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot list resource "pods" in API group "" in the namespace "default" [kind=pods]"`,
    )
    expect(await refused('GET', '/api/v1/pods')).toMatchInlineSnapshot(
      `"403 Forbidden: pods is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot list resource "pods" in API group "" at the cluster scope [kind=pods]"`,
    )
    expect(await refused('GET', '/api/v1/nodes')).toMatchInlineSnapshot(
      `"403 Forbidden: nodes is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot list resource "nodes" in API group "" at the cluster scope [kind=nodes]"`,
    )
    expect(await refused('GET', `/api/v1/namespaces/${ns.name}`)).toMatchInlineSnapshot(
      `"403 Forbidden: namespaces "NAMESPACE" is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot get resource "namespaces" in API group "" in the namespace "NAMESPACE" [kind=namespaces name=NAMESPACE]"`,
    )
    expect(await refused('GET', '/metrics')).toMatchInlineSnapshot(
      `"403 Forbidden: forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot get path "/metrics" []"`,
    )
  })

  it('403: creating, and the name that is not known yet', async () => {
    const answer = await api.post(ns.core('pods'), { metadata: { name: 'a' } }, { token })
    expect(refusal(answer, ns)).toMatchInlineSnapshot(
      `"403 Forbidden: pods is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot create resource "pods" in API group "" in the namespace "NAMESPACE" [kind=pods]"`,
    )
    const exec = await api.post(`${ns.core('pods/a/exec')}?command=ls`, undefined, { token })
    expect(refusal(exec, ns)).toMatchInlineSnapshot(
      `"403 Forbidden: pods "a" is forbidden: User "system:serviceaccount:NAMESPACE:engine" cannot create resource "pods/exec" in API group "" in the namespace "NAMESPACE" [kind=pods name=a]"`,
    )
  })

  it('checks rights before it looks whether the object is there', async () => {
    const answer = await api.get(ns.core('configmaps/missing'), { token: nobody })
    expect(answer.code).toBe(403)
    expect((await api.get(ns.core('pods/missing'), { token })).code).toBe(404)
  })

  it('may be given by a ClusterRole that is bound in the namespace', async () => {
    const viewer = await account(ns, 'viewer', [])
    expect((await api.get(ns.core('configmaps'), { token: viewer })).code).toBe(403)
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }
    const subjects = [
      { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: `system:serviceaccounts:${ns.name}` },
    ]
    ok(await api.post(ns.rbac('rolebindings'), { metadata: { name: 'view' }, roleRef, subjects }))
    await eventually(async () => ok(await api.get(ns.core('configmaps'), { token: viewer })))
    expect((await api.get(ns.core('secrets'), { token: viewer })).code).toBe(403)
    expect((await api.get('/api/v1/namespaces/default/configmaps', { token: viewer })).code).toBe(403)
    ok(await api.delete(ns.rbac('rolebindings/view')))
    await eventually(async () => expect((await api.get(ns.core('configmaps'), { token: viewer })).code).toBe(403))
  })

  it('nobody gives more than they have', async () => {
    const giver = await account(ns, 'giver', [
      { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['create'] },
    ])
    const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }]
    await eventually(async () => {
      const answer = await api.post(ns.rbac('roles'), { metadata: { name: 'more' }, rules }, { token: giver })
      expect(answer.text).toContain('attempting to grant RBAC permissions not currently held')
    })
    const answer = await api.post(ns.rbac('roles'), { metadata: { name: 'more' }, rules }, { token: giver })
    expect(refusal(answer, ns)).toMatchInlineSnapshot(`
      "403 Forbidden: roles.rbac.authorization.k8s.io "more" is forbidden: user "system:serviceaccount:NAMESPACE:giver" (groups=["system:serviceaccounts" "system:serviceaccounts:NAMESPACE" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
      {APIGroups:[""], Resources:["secrets"], Verbs:["get"]} [group=rbac.authorization.k8s.io kind=roles name=more]"
    `)
  })
})

quick('asking for rights', () => {
  const review = async (attributes: Record<string, string>) => {
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { namespace: ns.name, ...attributes } },
    }
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
    const answer = await api.post<V1SelfSubjectAccessReview>(path, body, { token })
    expect(answer.code).toBe(201)
    return ok(answer).status
  }

  it('SelfSubjectAccessReview', async () => {
    const deployments = { group: 'apps', resource: 'deployments' }
    expect((await review({ verb: 'list', resource: 'pods' }))?.allowed).toBe(true)
    expect((await review({ verb: 'get', resource: 'pods', subresource: 'log' }))?.allowed).toBe(true)
    expect((await review({ verb: 'patch', ...deployments, name: 'worker' }))?.allowed).toBe(true)
    expect((await review({ verb: 'patch', ...deployments, name: 'backend' }))?.allowed).toBe(false)
    expect((await review({ verb: 'patch', ...deployments }))?.allowed).toBe(false)
    expect(await review({ verb: 'get', resource: 'secrets' })).toEqual({ allowed: false })
    expect((await review({ verb: 'patch', ...deployments, subresource: 'scale', name: 'worker' }))?.allowed).toBe(true)
  })

  it('says by which binding', async () => {
    expect((await review({ verb: 'list', resource: 'pods' }))?.reason).toBe(
      `RBAC: allowed by RoleBinding "engine/${ns.name}" of Role "engine" to ServiceAccount "engine/${ns.name}"`,
    )
  })

  it('SelfSubjectRulesReview', async () => {
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace: ns.name } }
    const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
    const status = ok(await api.post<V1SelfSubjectRulesReview>(path, body, { token })).status
    expect(status?.incomplete).toBe(false)
    expect(status?.resourceRules).toContainEqual({
      verbs: ['get', 'patch'],
      apiGroups: ['apps'],
      resources: ['deployments/scale'],
      resourceNames: ['worker'],
    })
  })
})
