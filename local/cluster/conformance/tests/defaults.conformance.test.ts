import type { V1Deployment, V1Namespace, V1Role, V1Secret, V1Service, V1StatefulSet } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { testNamespace } from '../support/namespace.ts'
import { masked } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { image, service } from '../support/workloads.ts'

const ns = testNamespace('defaults')
const labels = { app: 'bare' }
const template = {
  metadata: { labels },
  spec: {
    containers: [
      {
        name: 'tool',
        image,
        ports: [{ containerPort: 80 }],
        env: [{ name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
        livenessProbe: { httpGet: { port: 80 } },
        resources: { limits: { memory: '64Mi' } },
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: 'some' } },
      { name: 'secret', secret: { secretName: 'some' } },
    ],
  },
}

quick('what the server fills in', () => {
  it('for a Deployment', async () => {
    const body = { metadata: { name: 'bare' }, spec: { selector: { matchLabels: labels }, template } }
    const made = ok(await api.post<V1Deployment>(`${ns.apps('deployments')}?dryRun=All`, body))
    expect(made.spec).toMatchInlineSnapshot(`
      {
        "progressDeadlineSeconds": 600,
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "selector": {
          "matchLabels": {
            "app": "bare",
          },
        },
        "strategy": {
          "rollingUpdate": {
            "maxSurge": "25%",
            "maxUnavailable": "25%",
          },
          "type": "RollingUpdate",
        },
        "template": {
          "metadata": {
            "labels": {
              "app": "bare",
            },
          },
          "spec": {
            "containers": [
              {
                "env": [
                  {
                    "name": "HOST",
                    "valueFrom": {
                      "fieldRef": {
                        "apiVersion": "v1",
                        "fieldPath": "status.podIP",
                      },
                    },
                  },
                ],
                "image": "localhost/chat-demo/conformance:1",
                "imagePullPolicy": "IfNotPresent",
                "livenessProbe": {
                  "failureThreshold": 3,
                  "httpGet": {
                    "path": "/",
                    "port": 80,
                    "scheme": "HTTP",
                  },
                  "periodSeconds": 10,
                  "successThreshold": 1,
                  "timeoutSeconds": 1,
                },
                "name": "tool",
                "ports": [
                  {
                    "containerPort": 80,
                    "protocol": "TCP",
                  },
                ],
                "resources": {
                  "limits": {
                    "memory": "64Mi",
                  },
                },
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
              },
            ],
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "terminationGracePeriodSeconds": 30,
            "volumes": [
              {
                "configMap": {
                  "defaultMode": 420,
                  "name": "some",
                },
                "name": "config",
              },
              {
                "name": "secret",
                "secret": {
                  "defaultMode": 420,
                  "secretName": "some",
                },
              },
            ],
          },
        },
      }
    `)
  })

  it('for a StatefulSet', async () => {
    const spec = { serviceName: 'bare', selector: { matchLabels: labels }, template }
    const body = { metadata: { name: 'bare' }, spec }
    const made = ok(await api.post<V1StatefulSet>(`${ns.apps('statefulsets')}?dryRun=All`, body))
    expect({ ...made.spec, template: undefined }).toMatchInlineSnapshot(`
      {
        "persistentVolumeClaimRetentionPolicy": {
          "whenDeleted": "Retain",
          "whenScaled": "Retain",
        },
        "podManagementPolicy": "OrderedReady",
        "replicas": 1,
        "revisionHistoryLimit": 10,
        "selector": {
          "matchLabels": {
            "app": "bare",
          },
        },
        "serviceName": "bare",
        "template": undefined,
        "updateStrategy": {
          "rollingUpdate": {
            "partition": 0,
          },
          "type": "RollingUpdate",
        },
      }
    `)
  })

  it('for Services of each type', async () => {
    const post = async (name: string, spec: Parameters<typeof service>[1]) => {
      const made = ok(await api.post<V1Service>(ns.core('services'), service(name, spec)))
      const { clusterIP, clusterIPs, ports, ...rest } = made.spec ?? {}
      return { clusterIP, clusterIPs, ports, rest }
    }
    const cluster = await post('cluster', { ports: [{ port: 80 }] })
    expect(cluster.clusterIP).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
    expect(cluster.clusterIPs).toEqual([cluster.clusterIP])
    expect(cluster.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }])
    expect(cluster.rest).toMatchInlineSnapshot(`
      {
        "internalTrafficPolicy": "Cluster",
        "ipFamilies": [
          "IPv4",
        ],
        "ipFamilyPolicy": "SingleStack",
        "selector": {
          "app": "cluster",
        },
        "sessionAffinity": "None",
        "type": "ClusterIP",
      }
    `)

    const node = await post('node', { type: 'NodePort', ports: [{ port: 80, targetPort: 'http' }] })
    expect(node.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30000)
    expect(node.ports?.[0]?.nodePort).toBeLessThanOrEqual(32767)
    expect(node.rest).toMatchInlineSnapshot(`
      {
        "externalTrafficPolicy": "Cluster",
        "internalTrafficPolicy": "Cluster",
        "ipFamilies": [
          "IPv4",
        ],
        "ipFamilyPolicy": "SingleStack",
        "selector": {
          "app": "node",
        },
        "sessionAffinity": "None",
        "type": "NodePort",
      }
    `)

    const headless = await post('headless', { clusterIP: 'None', ports: [{ port: 80 }] })
    expect(headless.clusterIPs).toEqual(['None'])
    expect(headless.rest).toMatchInlineSnapshot(`
      {
        "internalTrafficPolicy": "Cluster",
        "ipFamilies": [
          "IPv4",
        ],
        "ipFamilyPolicy": "SingleStack",
        "selector": {
          "app": "headless",
        },
        "sessionAffinity": "None",
        "type": "ClusterIP",
      }
    `)
  })

  it('for a Secret: type, and stringData as data', async () => {
    const body = { metadata: { name: 'coded' }, data: { a: 'eA==' }, stringData: { b: 'y' } }
    const made = ok(await api.post<V1Secret>(ns.core('secrets'), body))
    expect(made).toMatchObject({ type: 'Opaque', data: { a: 'eA==', b: 'eQ==' } })
    expect(made.stringData).toBeUndefined()
  })

  it('for a namespace: its label, its finalizer, what is made in it', async () => {
    const made = ok(await api.get<V1Namespace>(`/api/v1/namespaces/${ns.name}`))
    expect(masked({ labels: made.metadata?.labels, spec: made.spec, status: made.status }, ns)).toMatchInlineSnapshot(`
      {
        "labels": {
          "kubernetes.io/metadata.name": "NAMESPACE",
        },
        "spec": {
          "finalizers": [
            "kubernetes",
          ],
        },
        "status": {
          "phase": "Active",
        },
      }
    `)
    expect((await api.get(ns.core('configmaps/kube-root-ca.crt'))).code).toBe(200)
  })

  it('for a RoleBinding: the group of its subjects', async () => {
    ok(await api.post<V1Role>(ns.rbac('roles'), { metadata: { name: 'r' }, rules: [] }))
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' }
    const subjects = [
      { kind: 'User', name: 'someone' },
      { kind: 'ServiceAccount', name: 'default', namespace: ns.name },
    ]
    const made = ok(
      await api.post<{ subjects: unknown }>(ns.rbac('rolebindings'), { metadata: { name: 'b' }, roleRef, subjects }),
    )
    expect(masked(made.subjects, ns)).toMatchInlineSnapshot(`
      [
        {
          "apiGroup": "rbac.authorization.k8s.io",
          "kind": "User",
          "name": "someone",
        },
        {
          "kind": "ServiceAccount",
          "name": "default",
          "namespace": "NAMESPACE",
        },
      ]
    `)
  })
})
