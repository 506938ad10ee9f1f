import type {
  V1ConfigMap,
  V1Deployment,
  V1DeploymentList,
  V1Namespace,
  V1ReplicaSetList,
} from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { getPods } from '../support/pods.ts'
import { replicaSets, rolledOut } from '../support/rollouts.ts'
import { quick } from '../support/tags.ts'
import { deployment } from '../support/workloads.ts'

const ns = testNamespace('owners')
const create = async (name: string) => {
  ok(await api.post(ns.apps('deployments'), deployment(name)))
  return rolledOut(ns, name)
}
const configMap = async (name: string, owner?: V1ConfigMap) => {
  const ownerReferences = owner && [
    { apiVersion: 'v1', kind: 'ConfigMap', name: owner.metadata?.name, uid: owner.metadata?.uid },
  ]
  return ok(await api.post<V1ConfigMap>(ns.core('configmaps'), { metadata: { name, ownerReferences } }))
}
const becomes = (path: string, code: number) => eventually(async () => expect((await api.get(path)).code).toBe(code))

quick('what belongs to a deleted object', { concurrent: true }, () => {
  it('goes after it: Deployment, ReplicaSet, pods (background)', async () => {
    await create('cascade')
    const answer = await api.delete(ns.apps('deployments/cascade'), { propagationPolicy: 'Background' })
    expect(answer.code).toBe(200)
    expect((await api.get(ns.apps('deployments/cascade'))).code).toBe(404)
    await eventually(async () => {
      expect(await replicaSets(ns, 'cascade')).toEqual([])
      expect(await getPods(ns, 'app=cascade')).toEqual([])
    })
  })

  it('is deleted in the background when nothing is said', async () => {
    await create('unsaid')
    ok(await api.delete(ns.apps('deployments/unsaid')))
    await eventually(async () => expect(await getPods(ns, 'app=unsaid')).toEqual([]))
  })

  it('goes before it with Foreground', async () => {
    await create('foreground')
    const answer = await api.delete<V1Deployment>(ns.apps('deployments/foreground'), {
      propagationPolicy: 'Foreground',
    })
    expect(answer.body.metadata?.finalizers).toEqual(['foregroundDeletion'])
    expect(answer.body.metadata?.deletionTimestamp).toBeDefined()
    await becomes(ns.apps('deployments/foreground'), 404)
    expect(await getPods(ns, 'app=foreground')).toEqual([])
    expect(await replicaSets(ns, 'foreground')).toEqual([])
  })

  it('stays with Orphan, without its owner, and is adopted again', async () => {
    await create('orphan')
    const [set] = await replicaSets(ns, 'orphan')
    ok(await api.delete(ns.apps('deployments/orphan'), { propagationPolicy: 'Orphan' }))
    await becomes(ns.apps('deployments/orphan'), 404)
    const [left] = await replicaSets(ns, 'orphan')
    expect(left?.metadata?.uid).toBe(set?.metadata?.uid)
    expect(left?.metadata?.ownerReferences).toBeUndefined()
    expect(await getPods(ns, 'app=orphan')).toHaveLength(1)
    const again = await create('orphan')
    // As its newest ReplicaSet, or as an older one when the controller saw the Deployment before it saw the orphan.
    await eventually(async () => {
      const adopted = (await replicaSets(ns, 'orphan')).find(each => each.metadata?.uid === set?.metadata?.uid)
      expect(adopted?.metadata?.ownerReferences?.[0]?.uid).toBe(again.metadata?.uid)
    })
  })

  it('is any kind with an ownerReference', async () => {
    const owner = await configMap('owner')
    await configMap('dependent', owner)
    ok(await api.delete(ns.core('configmaps/owner')))
    await becomes(ns.core('configmaps/dependent'), 404)
  })

  it('goes as well when its owner was never there', async () => {
    const metadata = { name: 'never', uid: '00000000-0000-4000-8000-000000000000' }
    await configMap('abandoned', { metadata })
    await becomes(ns.core('configmaps/abandoned'), 404)
  })

  it('stays while one of its owners does', async () => {
    const owners = [await configMap('first-owner'), await configMap('second-owner')]
    const ownerReferences = owners.map(({ metadata }) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: metadata?.name,
      uid: metadata?.uid,
    }))
    ok(await api.post(ns.core('configmaps'), { metadata: { name: 'shared', ownerReferences } }))
    ok(await api.delete(ns.core('configmaps/first-owner')))
    await eventually(async () => {
      const shared = ok(await api.get<V1ConfigMap>(ns.core('configmaps/shared')))
      expect(shared.metadata?.ownerReferences).toHaveLength(1)
    })
    ok(await api.delete(ns.core('configmaps/second-owner')))
    await becomes(ns.core('configmaps/shared'), 404)
  })
})

quick('a namespace that is deleted', () => {
  it('takes everything with it, and refuses what is new meanwhile', async () => {
    const name = `${ns.name}-inner`
    const inner = (rest: string) => `/api/v1/namespaces/${name}/${rest}`
    ok(await api.post('/api/v1/namespaces', { metadata: { name } }))
    await becomes(inner('serviceaccounts/default'), 200)
    ok(await api.post(`/apis/apps/v1/namespaces/${name}/deployments`, deployment('inside')))
    ok(await api.post(inner('configmaps'), { metadata: { name: 'held', finalizers: ['example.com/hold'] } }))
    const answer = await api.delete<V1Namespace>(`/api/v1/namespaces/${name}`)
    expect(answer.body.status?.phase).toBe('Terminating')
    const late = await api.post<{ message: string; reason: string }>(inner('configmaps'), {
      metadata: { name: 'late' },
    })
    expect([late.code, late.body.reason]).toEqual([403, 'Forbidden'])
    expect(late.body.message).toBe(
      `configmaps "late" is forbidden: unable to create new content in namespace ${name} because it is being terminated`,
    )
    await eventually(async () => {
      const list = ok(await api.get<V1DeploymentList>(`/apis/apps/v1/namespaces/${name}/deployments`))
      const sets = ok(await api.get<V1ReplicaSetList>(`/apis/apps/v1/namespaces/${name}/replicasets`))
      expect([list.items, sets.items]).toEqual([[], []])
    })
    expect((await api.get(`/api/v1/namespaces/${name}`)).code).toBe(200)
    ok(await api.patch('merge', inner('configmaps/held'), { metadata: { finalizers: null } }))
    await becomes(`/api/v1/namespaces/${name}`, 404)
  })
})
