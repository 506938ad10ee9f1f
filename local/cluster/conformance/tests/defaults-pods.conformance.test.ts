import type { V1Pod } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { testNamespace } from '../support/namespace.ts'
import { masked } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { image } from '../support/workloads.ts'

const ns = testNamespace('pod-defaults')

quick('what the server fills in', () => {
  it('for a pod: ServiceAccount, its token as a volume, tolerations, a status', async () => {
    const body = { metadata: { name: 'bare' }, spec: { containers: [{ name: 'tool', image }] } }
    const made = ok(await api.post<V1Pod>(`${ns.core('pods')}?dryRun=All`, body))
    const text = JSON.stringify(masked({ spec: made.spec, status: made.status }))
    expect(JSON.parse(text.replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-XXXXX'))).toMatchInlineSnapshot(`
      {
        "spec": {
          "containers": [
            {
              "image": "localhost/chat-demo/conformance:1",
              "imagePullPolicy": "IfNotPresent",
              "name": "tool",
              "resources": {},
              "terminationMessagePath": "/dev/termination-log",
              "terminationMessagePolicy": "File",
              "volumeMounts": [
                {
                  "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
                  "name": "kube-api-access-XXXXX",
                  "readOnly": true,
                },
              ],
            },
          ],
          "dnsPolicy": "ClusterFirst",
          "enableServiceLinks": true,
          "preemptionPolicy": "PreemptLowerPriority",
          "priority": 0,
          "restartPolicy": "Always",
          "schedulerName": "default-scheduler",
          "securityContext": {},
          "serviceAccount": "default",
          "serviceAccountName": "default",
          "terminationGracePeriodSeconds": 30,
          "tolerations": [
            {
              "effect": "NoExecute",
              "key": "node.kubernetes.io/not-ready",
              "operator": "Exists",
              "tolerationSeconds": 300,
            },
            {
              "effect": "NoExecute",
              "key": "node.kubernetes.io/unreachable",
              "operator": "Exists",
              "tolerationSeconds": 300,
            },
          ],
          "volumes": [
            {
              "name": "kube-api-access-XXXXX",
              "projected": {
                "defaultMode": 420,
                "sources": [
                  {
                    "serviceAccountToken": {
                      "expirationSeconds": 3607,
                      "path": "token",
                    },
                  },
                  {
                    "configMap": {
                      "items": [
                        {
                          "key": "ca.crt",
                          "path": "ca.crt",
                        },
                      ],
                      "name": "kube-root-ca.crt",
                    },
                  },
                  {
                    "downwardAPI": {
                      "items": [
                        {
                          "fieldRef": {
                            "apiVersion": "v1",
                            "fieldPath": "metadata.namespace",
                          },
                          "path": "namespace",
                        },
                      ],
                    },
                  },
                ],
              },
            },
          ],
        },
        "status": {
          "phase": "Pending",
          "qosClass": "BestEffort",
        },
      }
    `)
  })

  it('for a pod with automountServiceAccountToken: false: no volume', async () => {
    const spec = { automountServiceAccountToken: false, containers: [{ name: 'tool', image }] }
    const made = ok(await api.post<V1Pod>(`${ns.core('pods')}?dryRun=All`, { metadata: { name: 'bare' }, spec }))
    expect(made.spec?.volumes).toBeUndefined()
    expect(made.spec?.containers[0]?.volumeMounts).toBeUndefined()
  })

  it('for an image without a tag: imagePullPolicy Always', async () => {
    const spec = { containers: [{ name: 'tool', image: 'localhost/chat-demo/conformance' }] }
    const made = ok(await api.post<V1Pod>(`${ns.core('pods')}?dryRun=All`, { metadata: { name: 'bare' }, spec }))
    expect(made.spec?.containers[0]?.imagePullPolicy).toBe('Always')
  })

  it('for quality of service', async () => {
    const qosClass = async (resources: unknown) => {
      const spec = { containers: [{ name: 'tool', image, resources }] }
      const made = await api.post<V1Pod>(`${ns.core('pods')}?dryRun=All`, { metadata: { name: 'bare' }, spec })
      return ok(made).status?.qosClass
    }
    expect(await qosClass({})).toBe('BestEffort')
    expect(await qosClass({ requests: { memory: '1Mi' } })).toBe('Burstable')
    expect(await qosClass({ limits: { memory: '1Mi', cpu: '1' } })).toBe('Guaranteed')
  })
})
