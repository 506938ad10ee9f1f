import type { V1Deployment } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { getPods } from '../support/pods.ts'
import { change, getDeployment, replicaSets, revision, rolledOut } from '../support/rollouts.ts'
import { quick } from '../support/tags.ts'
import { deployment } from '../support/workloads.ts'

const ns = testNamespace('history')
const create = async (name: string, spec: Parameters<typeof deployment>[1] = {}) =>
  ok(await api.post<V1Deployment>(ns.apps('deployments'), deployment(name, spec)))

quick('the history of a Deployment', { concurrent: true }, () => {
  it('counts revisions, and an old template takes its ReplicaSet again as the newest', async () => {
    await create('undone')
    const first = await rolledOut(ns, 'undone')
    await change(ns, 'undone', 'two')
    await rolledOut(ns, 'undone')
    await eventually(async () => expect(revision(await getDeployment(ns, 'undone'))).toBe(2))
    const before = await replicaSets(ns, 'undone')
    expect(before.map(revision)).toEqual([1, 2])

    // What `kubectl rollout undo` does: the template of the older ReplicaSet, without its hash, by JSON Patch.
    const template = { ...before[0]?.spec?.template }
    const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {}
    template.metadata = { ...template.metadata, labels }
    const replace = [{ op: 'replace', path: '/spec/template', value: template }]
    ok(await api.patch('json', ns.apps('deployments/undone'), replace))
    const undone = await rolledOut(ns, 'undone')
    expect(undone.spec?.template).toEqual(first.spec?.template)
    await eventually(async () => expect(revision(await getDeployment(ns, 'undone'))).toBe(3))
    const after = await replicaSets(ns, 'undone')
    expect(after.map(set => [set.metadata?.name, revision(set)])).toEqual([
      [before[1]?.metadata?.name, 2],
      [before[0]?.metadata?.name, 3],
    ])
    expect(after[1]?.metadata?.annotations?.['deployment.kubernetes.io/revision-history']).toBe('1')
  })

  it('keeps revisionHistoryLimit old ReplicaSets', async () => {
    await create('short', { replicas: 0, revisionHistoryLimit: 1 })
    for (const version of ['two', 'three', 'four']) {
      await change(ns, 'short', version)
      await rolledOut(ns, 'short')
    }
    await eventually(async () => expect((await replicaSets(ns, 'short')).map(revision)).toEqual([3, 4]))
  })

  it('copies the Deployment’s annotations to its ReplicaSet', async () => {
    await create('annotated', { replicas: 0 })
    await rolledOut(ns, 'annotated')
    const annotations = { 'kubernetes.io/change-cause': 'because' }
    ok(await api.patch('merge', ns.apps('deployments/annotated'), { metadata: { annotations } }))
    await eventually(async () => {
      const [set] = await replicaSets(ns, 'annotated')
      expect(set?.metadata?.annotations).toMatchObject(annotations)
    })
  })

  it('restarts with an annotation of the template', async () => {
    await create('restarted')
    await rolledOut(ns, 'restarted')
    const [before] = await getPods(ns, 'app=restarted')
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' }
    const template = { metadata: { annotations } }
    ok(await api.patch('strategic', ns.apps('deployments/restarted'), { spec: { template } }))
    await rolledOut(ns, 'restarted')
    const [after, more] = await getPods(ns, 'app=restarted')
    expect(more).toBeUndefined()
    expect(after?.metadata?.name).not.toBe(before?.metadata?.name)
    expect(after?.metadata?.annotations).toMatchObject(annotations)
  })

  it('waits while it is paused, and scales all the same', async () => {
    await create('paused')
    await rolledOut(ns, 'paused')
    ok(await api.patch('merge', ns.apps('deployments/paused'), { spec: { paused: true } }))
    await eventually(async () => {
      const progressing = (await getDeployment(ns, 'paused')).status?.conditions?.find(
        each => each.type === 'Progressing',
      )
      expect(progressing).toMatchObject({
        status: 'Unknown',
        reason: 'DeploymentPaused',
        message: 'Deployment is paused',
      })
    })
    await change(ns, 'paused', 'two')
    ok(await api.patch('merge', ns.apps('deployments/paused'), { spec: { replicas: 2 } }))
    await eventually(async () => {
      const { status, metadata } = await getDeployment(ns, 'paused')
      expect(status).toMatchObject({ observedGeneration: metadata?.generation, readyReplicas: 2 })
      expect(status?.updatedReplicas ?? 0).toBe(0)
    })
    expect(await replicaSets(ns, 'paused')).toHaveLength(1)
    ok(await api.patch('merge', ns.apps('deployments/paused'), { spec: { paused: null } }))
    await rolledOut(ns, 'paused')
    expect((await replicaSets(ns, 'paused')).map(set => set.spec?.replicas)).toEqual([0, 2])
  })
})
