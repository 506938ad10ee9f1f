import type { V1Deployment, V1DeploymentCondition } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { eventsOf, getPods } from '../support/pods.ts'
import { change, getDeployment, podCounts, replicaSets, revision, rolledOut } from '../support/rollouts.ts'
import { quick } from '../support/tags.ts'
import { type WatchEvent, watch } from '../support/watch.ts'
import { deployment, server } from '../support/workloads.ts'

const ns = testNamespace('rollout')
const create = async (name: string, spec: Parameters<typeof deployment>[1] = {}, tool = {}) =>
  ok(await api.post<V1Deployment>(ns.apps('deployments'), deployment(name, spec, server(tool))))
const conditions = (body: V1Deployment) =>
  Object.fromEntries((body.status?.conditions ?? []).map(({ type, ...rest }: V1DeploymentCondition) => [type, rest]))

quick('a Deployment', { concurrent: true }, () => {
  it('makes a ReplicaSet and pods, and says when it is complete', async () => {
    await create('complete', { replicas: 2 })
    const body = await rolledOut(ns, 'complete')
    const { conditions: _, ...counts } = body.status ?? {}
    expect(counts).toEqual({
      observedGeneration: body.metadata?.generation,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
    })
    expect(revision(body)).toBe(1)
    const [set] = await replicaSets(ns, 'complete')
    const hash = set?.metadata?.labels?.['pod-template-hash'] ?? ''
    expect(set?.metadata?.name).toBe(`complete-${hash}`)
    expect(set?.metadata?.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '2',
      'deployment.kubernetes.io/max-replicas': '3',
      'deployment.kubernetes.io/revision': '1',
    })
    expect(set?.metadata?.ownerReferences).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: 'complete',
        uid: body.metadata?.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ])
    expect(set?.spec?.selector.matchLabels).toEqual({ app: 'complete', 'pod-template-hash': hash })
    expect(set?.status).toMatchObject({
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      observedGeneration: set?.metadata?.generation,
    })
    const pods = await getPods(ns, 'app=complete')
    for (const each of pods) {
      expect(each.metadata?.name).toMatch(new RegExp(`^complete-${hash}-[bcdfghjklmnpqrstvwxz2456789]{5}$`))
      expect(each.metadata?.generateName).toBe(`complete-${hash}-`)
      expect(each.metadata?.labels).toEqual({ app: 'complete', 'pod-template-hash': hash })
      expect(each.metadata?.ownerReferences?.[0]).toMatchObject({ kind: 'ReplicaSet', uid: set?.metadata?.uid })
    }
    await eventually(async () => {
      const { Available, Progressing } = conditions(await getDeployment(ns, 'complete'))
      expect(Available).toMatchObject({
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      })
      expect(Progressing).toMatchObject({
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message: `ReplicaSet "complete-${hash}" has successfully progressed.`,
      })
    })
    const events = await eventsOf(ns, 'complete')
    expect(events.map(({ reason, message, type, source }) => [type, reason, message, source?.component])).toEqual([
      ['Normal', 'ScalingReplicaSet', `Scaled up replica set complete-${hash} from 0 to 2`, 'deployment-controller'],
    ])
    const setEvents = await eventsOf(ns, `complete-${hash}`)
    expect(setEvents.map(({ reason, message }) => `${reason} ${message}`).sort()).toEqual(
      pods.map(each => `SuccessfulCreate Created pod: ${each.metadata?.name}`).sort(),
    )
  })

  it('puts a deleted pod back', async () => {
    await create('kept')
    await rolledOut(ns, 'kept')
    const [first] = await getPods(ns, 'app=kept')
    ok(await api.delete(ns.core(`pods/${first?.metadata?.name}`)))
    await eventually(async () => {
      const [next] = await getPods(ns, 'app=kept')
      expect(next?.metadata?.name).toBeDefined()
      expect(next?.metadata?.name).not.toBe(first?.metadata?.name)
    })
    await rolledOut(ns, 'kept')
  })

  it('adopts pods and ReplicaSets by label, and lets go what no longer fits', async () => {
    await create('labels')
    await rolledOut(ns, 'labels')
    const [first] = await getPods(ns, 'app=labels')
    const name = first?.metadata?.name ?? ''
    ok(await api.patch('merge', ns.core(`pods/${name}`), { metadata: { labels: { app: 'stray' } } }))
    await eventually(async () => {
      const stray = (await getPods(ns, 'app=stray'))[0]
      expect(stray?.metadata?.ownerReferences).toBeUndefined()
      expect(await getPods(ns, 'app=labels')).toHaveLength(1)
    })
    ok(await api.delete(ns.core(`pods/${name}`)))
  })

  it('rolls with maxSurge 1 and maxUnavailable 0: never fewer, at most one more', async () => {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
    await create('surging', { replicas: 2, strategy })
    await rolledOut(ns, 'surging')
    const stream = await watch(`${ns.core('pods')}?labelSelector=app%3Dsurging`)
    await eventually(() => expect(stream.events).toHaveLength(2))
    await change(ns, 'surging', 'two')
    await rolledOut(ns, 'surging')
    stream.stop()
    const counts = podCounts(stream.events, 2)
    expect(Math.min(...counts.map(({ ready }) => ready))).toBe(2)
    expect(Math.max(...counts.map(({ live }) => live))).toBe(3)
    const [old, recent] = await replicaSets(ns, 'surging')
    expect([old, recent].map(set => [set?.spec?.replicas, revision(set ?? {})])).toEqual([
      [0, 1],
      [2, 2],
    ])
  })

  it('rolls with maxSurge 0 and maxUnavailable 1: never more', async () => {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }
    await create('sparing', { replicas: 2, strategy })
    await rolledOut(ns, 'sparing')
    const stream = await watch(`${ns.core('pods')}?labelSelector=app%3Dsparing`)
    await eventually(() => expect(stream.events).toHaveLength(2))
    await change(ns, 'sparing', 'two')
    await rolledOut(ns, 'sparing')
    stream.stop()
    const counts = podCounts(stream.events, 2)
    expect(Math.max(...counts.map(({ live }) => live))).toBe(2)
    expect(Math.min(...counts.map(({ ready }) => ready))).toBe(1)
  })

  it('with strategy Recreate ends the old before it starts the new', async () => {
    await create('recreated', { replicas: 2, strategy: { type: 'Recreate' } })
    await rolledOut(ns, 'recreated')
    const old = (await getPods(ns, 'app=recreated')).map(each => each.metadata?.name)
    await change(ns, 'recreated', 'two')
    await rolledOut(ns, 'recreated')
    const recent = (await getPods(ns, 'app=recreated')).map(each => each.metadata?.name)
    expect(recent).toHaveLength(2)
    expect(recent.filter(name => old.includes(name))).toEqual([])
  })

  it('stands still with the old pods when the new ones do not become ready', async () => {
    await create('stuck', { replicas: 1, progressDeadlineSeconds: 4 })
    await rolledOut(ns, 'stuck')
    ok(
      await api.patch('strategic', ns.apps('deployments/stuck'), {
        spec: { template: { spec: { containers: [{ name: 'tool', image: 'localhost/chat-demo/none:1' }] } } },
      }),
    )
    await eventually(async () => {
      const body = await getDeployment(ns, 'stuck')
      expect(body.status).toMatchObject({
        replicas: 2,
        updatedReplicas: 1,
        unavailableReplicas: 1,
        availableReplicas: 1,
      })
      const [, recent] = await replicaSets(ns, 'stuck')
      expect(conditions(body).Progressing).toMatchObject({
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: `ReplicaSet "${recent?.metadata?.name}" has timed out progressing.`,
      })
      expect(conditions(body).Available?.status).toBe('True')
    })
  })

  it('with minReadySeconds counts a pod as available only after that', async () => {
    const isUnavailable = (event: WatchEvent) => {
      const { status } = event.object as V1Deployment
      return status?.readyReplicas === 1 && !status.availableReplicas
    }
    const stream = await watch(`${ns.apps('deployments')}?fieldSelector=metadata.name%3Dpatient`)
    await create('patient', { minReadySeconds: 4 })
    const between = (await stream.next(isUnavailable)).object as V1Deployment
    expect(conditions(between).Available).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
      message: 'Deployment does not have minimum availability.',
    })
    const after = await rolledOut(ns, 'patient')
    stream.stop()
    const [first] = await getPods(ns, 'app=patient')
    const ready = first?.status?.conditions?.find(each => each.type === 'Ready')
    const seconds = (date: unknown) => new Date(String(date)).getTime() / 1000
    const available = seconds(conditions(after).Available?.lastTransitionTime)
    expect(available - seconds(ready?.lastTransitionTime)).toBeGreaterThanOrEqual(3)
  })
})
