import type { V1Scale, V1StatefulSet } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { eventsOf, getPods } from '../support/pods.ts'
import { getDeployment, rolledOut } from '../support/rollouts.ts'
import { masked, refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { deployment, statefulSet } from '../support/workloads.ts'

const ns = testNamespace('scale')

quick('the scale subresource', { concurrent: true }, () => {
  it('shows and changes the replicas of a Deployment', async ({ expect }) => {
    ok(await api.post(ns.apps('deployments'), deployment('scaled')))
    const first = await rolledOut(ns, 'scaled')
    const path = ns.apps('deployments/scaled/scale')
    const scale = ok(await api.get<V1Scale>(path))
    expect(
      masked({ ...scale, metadata: { ...scale.metadata, resourceVersion: '', creationTimestamp: '' } }, ns),
    ).toMatchInlineSnapshot(`
      {
        "apiVersion": "autoscaling/v1",
        "kind": "Scale",
        "metadata": {
          "creationTimestamp": "",
          "name": "scaled",
          "namespace": "NAMESPACE",
          "resourceVersion": "",
          "uid": "UID",
        },
        "spec": {
          "replicas": 1,
        },
        "status": {
          "replicas": 1,
          "selector": "app=scaled",
        },
      }
    `)
    expect(scale.metadata?.resourceVersion).toBe((await getDeployment(ns, 'scaled')).metadata?.resourceVersion)

    const patched = ok(await api.patch<V1Scale>('merge', path, { spec: { replicas: 2 } }))
    expect(patched).toMatchObject({ kind: 'Scale', spec: { replicas: 2 } })
    const two = await rolledOut(ns, 'scaled')
    expect(two.metadata?.generation).toBe((first.metadata?.generation ?? 0) + 1)

    // Again when a controller writes in between: that is a conflict.
    await eventually(async () => {
      const current = ok(await api.get<V1Scale>(path))
      expect(current.status).toMatchObject({ replicas: 2 })
      expect(ok(await api.put<V1Scale>(path, { ...current, spec: { replicas: 0 } })).spec).toEqual({})
    })
    await eventually(async () => expect(await getPods(ns, 'app=scaled')).toEqual([]))
    const messages = (await eventsOf(ns, 'scaled')).map(event => event.message?.replace(/scaled-\w+/, 'SET')).sort()
    expect(messages).toEqual([
      'Scaled down replica set SET from 2 to 0',
      'Scaled up replica set SET from 0 to 1',
      'Scaled up replica set SET from 1 to 2',
    ])
    await eventually(async () => {
      const zero = ok(await api.get<V1Scale>(path))
      expect(zero.spec).toEqual({})
      expect(zero.status).toEqual({ replicas: 0, selector: 'app=scaled' })
    })
  })

  it('takes a JSON Patch with a test, also from zero, which the object leaves out', async () => {
    ok(await api.post(ns.apps('deployments'), deployment('tested', { replicas: 1 })))
    const path = ns.apps('deployments/tested/scale')
    const down = [
      { op: 'test', path: '/spec/replicas', value: 1 },
      { op: 'replace', path: '/spec/replicas', value: 0 },
    ]
    expect(ok(await api.patch<V1Scale>('json', path, down)).spec).toEqual({})
    expect((await api.patch('json', path, down)).code).toBe(422)
    const up = [{ op: 'replace', path: '/spec/replicas', value: 1 }]
    expect(ok(await api.patch<V1Scale>('json', path, up)).spec?.replicas).toBe(1)
  })

  it('refuses what is no scale', async ({ expect }) => {
    ok(await api.post(ns.apps('deployments'), deployment('refused', { replicas: 0 })))
    const path = ns.apps('deployments/refused/scale')
    expect(refusal(await api.patch('merge', path, { spec: { replicas: -1 } }))).toMatchInlineSnapshot(`
      "422 Invalid: Scale.autoscaling "refused" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0 [group=autoscaling kind=Scale name=refused]
        FieldValueInvalid spec.replicas"
    `)
    expect(refusal(await api.get(ns.apps('deployments/missing/scale')))).toMatchInlineSnapshot(
      `"404 NotFound: deployments.apps "missing" not found [group=apps kind=deployments name=missing]"`,
    )
    const stale = {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'refused', namespace: ns.name, resourceVersion: '1' },
      spec: { replicas: 1 },
    }
    expect((await api.put(path, stale)).code).toBe(409)
  })

  it('of a StatefulSet', async () => {
    ok(await api.post(ns.apps('statefulsets'), statefulSet('set', { replicas: 0 })))
    const path = ns.apps('statefulsets/set/scale')
    expect(ok(await api.patch<V1Scale>('merge', path, { spec: { replicas: 1 } })).spec?.replicas).toBe(1)
    await eventually(async () => {
      const body = ok(await api.get<V1StatefulSet>(ns.apps('statefulsets/set')))
      expect(body.status?.readyReplicas).toBe(1)
    })
    expect(ok(await api.get<V1Scale>(path)).status).toEqual({ replicas: 1, selector: 'app=set' })
  })
})
