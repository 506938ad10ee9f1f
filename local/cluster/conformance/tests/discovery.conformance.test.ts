import type { V1APIGroupList, V1APIResourceList } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'

/** What the product uses, and how a real API server describes it: `name kind scope short-names verbs`. */
const described = async (path: string, names: string[]) => {
  const list = ok(await api.get<V1APIResourceList>(path))
  return names.map(name => {
    const found = list.resources.find(each => each.name === name)
    if (!found) return `${name} is not served`
    const { kind, namespaced, shortNames = [], verbs, group, version, categories = [], singularName } = found
    const about = [
      singularName || '-',
      kind,
      namespaced ? 'namespaced' : 'cluster',
      shortNames.join(','),
      categories.join(','),
    ]
    const other = group || version ? `${group ?? ''}/${version ?? ''}` : ''
    return `${name}: ${[...about, other, verbs.join(' ')].filter(Boolean).join(' | ')}`
  })
}

quick('discovery', () => {
  it('lists the versions of the core group', async () => {
    const versions = ok(await api.get<{ kind: string; versions: string[] }>('/api'))
    expect([versions.kind, versions.versions]).toEqual(['APIVersions', ['v1']])
  })

  it('lists the groups', async () => {
    const groups = ok(await api.get<V1APIGroupList>('/apis'))
    expect(groups).toMatchObject({ kind: 'APIGroupList', apiVersion: 'v1' })
    const wanted = [
      'apps',
      'authentication.k8s.io',
      'authorization.k8s.io',
      'rbac.authorization.k8s.io',
      'discovery.k8s.io',
      'events.k8s.io',
    ]
    for (const name of wanted) {
      const group = groups.groups.find(each => each.name === name)
      expect(group?.preferredVersion, name).toEqual({ groupVersion: `${name}/v1`, version: 'v1' })
    }
    const one = ok(await api.get<{ kind: string; name: string }>('/apis/apps'))
    expect(one).toMatchObject({
      kind: 'APIGroup',
      name: 'apps',
      versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
    })
  })

  it('describes the core group', async () => {
    const names = [
      'pods',
      'pods/log',
      'pods/status',
      'services',
      'configmaps',
      'secrets',
      'serviceaccounts',
      'serviceaccounts/token',
      'events',
      'endpoints',
      'namespaces',
      'nodes',
    ]
    expect(await described('/api/v1', names)).toMatchInlineSnapshot(`
      [
        "pods: pod | Pod | namespaced | po | all | create delete deletecollection get list patch update watch",
        "pods/log: - | Pod | namespaced | get",
        "pods/status: - | Pod | namespaced | get patch update",
        "services: service | Service | namespaced | svc | all | create delete deletecollection get list patch update watch",
        "configmaps: configmap | ConfigMap | namespaced | cm | create delete deletecollection get list patch update watch",
        "secrets: secret | Secret | namespaced | create delete deletecollection get list patch update watch",
        "serviceaccounts: serviceaccount | ServiceAccount | namespaced | sa | create delete deletecollection get list patch update watch",
        "serviceaccounts/token: - | TokenRequest | namespaced | authentication.k8s.io/v1 | create",
        "events: event | Event | namespaced | ev | create delete deletecollection get list patch update watch",
        "endpoints: endpoints | Endpoints | namespaced | ep | create delete deletecollection get list patch update watch",
        "namespaces: namespace | Namespace | cluster | ns | create delete get list patch update watch",
        "nodes: node | Node | cluster | no | create delete deletecollection get list patch update watch",
      ]
    `)
  })

  it('describes the other groups', async () => {
    const apps = [
      'deployments',
      'deployments/scale',
      'deployments/status',
      'replicasets',
      'statefulsets',
      'statefulsets/scale',
      'controllerrevisions',
    ]
    expect(await described('/apis/apps/v1', apps)).toMatchInlineSnapshot(`
      [
        "deployments: deployment | Deployment | namespaced | deploy | all | create delete deletecollection get list patch update watch",
        "deployments/scale: - | Scale | namespaced | autoscaling/v1 | get patch update",
        "deployments/status: - | Deployment | namespaced | get patch update",
        "replicasets: replicaset | ReplicaSet | namespaced | rs | all | create delete deletecollection get list patch update watch",
        "statefulsets: statefulset | StatefulSet | namespaced | sts | all | create delete deletecollection get list patch update watch",
        "statefulsets/scale: - | Scale | namespaced | autoscaling/v1 | get patch update",
        "controllerrevisions: controllerrevision | ControllerRevision | namespaced | create delete deletecollection get list patch update watch",
      ]
    `)
    const rbac = ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']
    expect(await described('/apis/rbac.authorization.k8s.io/v1', rbac)).toMatchInlineSnapshot(`
      [
        "roles: role | Role | namespaced | create delete deletecollection get list patch update watch",
        "rolebindings: rolebinding | RoleBinding | namespaced | create delete deletecollection get list patch update watch",
        "clusterroles: clusterrole | ClusterRole | cluster | create delete deletecollection get list patch update watch",
        "clusterrolebindings: clusterrolebinding | ClusterRoleBinding | cluster | create delete deletecollection get list patch update watch",
      ]
    `)
    const rest = [
      ...(await described('/apis/authorization.k8s.io/v1', ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'])),
      ...(await described('/apis/discovery.k8s.io/v1', ['endpointslices'])),
      ...(await described('/apis/events.k8s.io/v1', ['events'])),
    ]
    expect(rest).toMatchInlineSnapshot(`
      [
        "selfsubjectaccessreviews: selfsubjectaccessreview | SelfSubjectAccessReview | cluster | create",
        "selfsubjectrulesreviews: selfsubjectrulesreview | SelfSubjectRulesReview | cluster | create",
        "endpointslices: endpointslice | EndpointSlice | namespaced | create delete deletecollection get list patch update watch",
        "events: event | Event | namespaced | ev | create delete deletecollection get list patch update watch",
      ]
    `)
  })

  it('gives all of it in one aggregated document, which kubectl asks for', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
    interface Discovery {
      kind: string
      items: Array<{
        metadata: { name?: string }
        versions: Array<{ version: string; resources: Array<{ resource: string }> }>
      }>
    }
    const core = await api.get<Discovery>('/api', { accept })
    expect(core.headers['content-type']).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList')
    expect(core.body.kind).toBe('APIGroupDiscoveryList')
    expect(core.body.items[0]?.versions[0]?.resources.map(each => each.resource)).toContain('pods')
    const groups = await api.get<Discovery>('/apis', { accept })
    const apps = groups.body.items.find(item => item.metadata.name === 'apps')?.versions[0]
    const deployments = apps?.resources.find(each => each.resource === 'deployments')
    expect(deployments).toMatchInlineSnapshot(`
      {
        "categories": [
          "all",
        ],
        "resource": "deployments",
        "responseKind": {
          "group": "",
          "kind": "Deployment",
          "version": "",
        },
        "scope": "Namespaced",
        "shortNames": [
          "deploy",
        ],
        "singularResource": "deployment",
        "subresources": [
          {
            "responseKind": {
              "group": "autoscaling",
              "kind": "Scale",
              "version": "v1",
            },
            "subresource": "scale",
            "verbs": [
              "get",
              "patch",
              "update",
            ],
          },
          {
            "responseKind": {
              "group": "",
              "kind": "Deployment",
              "version": "",
            },
            "subresource": "status",
            "verbs": [
              "get",
              "patch",
              "update",
            ],
          },
        ],
        "verbs": [
          "create",
          "delete",
          "deletecollection",
          "get",
          "list",
          "patch",
          "update",
          "watch",
        ],
      }
    `)
  })

  it('publishes schemas with merge keys and kinds', async () => {
    const document = ok(await api.get<{ definitions: Record<string, unknown> }>('/openapi/v2'))
    expect(document.definitions['io.k8s.api.core.v1.PodSpec']).toMatchObject({
      properties: { containers: { 'x-kubernetes-patch-merge-key': 'name', 'x-kubernetes-patch-strategy': 'merge' } },
    })
    const index = ok(await api.get<{ paths: Record<string, unknown> }>('/openapi/v3'))
    expect(Object.keys(index.paths)).toEqual(expect.arrayContaining(['api/v1', 'apis/apps/v1']))
    const apps = ok(await api.get<{ components: { schemas: Record<string, unknown> } }>('/openapi/v3/apis/apps/v1'))
    expect(apps.components.schemas['io.k8s.api.apps.v1.Deployment']).toMatchObject({
      'x-kubernetes-group-version-kind': [{ group: 'apps', kind: 'Deployment', version: 'v1' }],
    })
  })

  it('404: an API that is not there', async () => {
    const missing = ['/apis/example.com', '/apis/example.com/v1', '/apis/apps/v1beta1', '/api/v2', '/nothing']
    for (const path of missing) {
      const answer = await api.get(path)
      expect([path, answer.code]).toEqual([path, 404])
    }
    expect(refusal(await api.get('/apis/apps/v1/things'))).toMatchInlineSnapshot(
      `"404 NotFound: the server could not find the requested resource []"`,
    )
  })
})
