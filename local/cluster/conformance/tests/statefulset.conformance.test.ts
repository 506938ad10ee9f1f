import type { V1PersistentVolumeClaim, V1StatefulSet } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { eventsOf, getPod, getPods } from '../support/pods.ts'
import { quick } from '../support/tags.ts'
import { watch } from '../support/watch.ts'
import { server, statefulSet } from '../support/workloads.ts'

const ns = testNamespace('stateful')
const create = async (name: string, spec: Parameters<typeof statefulSet>[1] = {}, tool = {}) =>
  ok(await api.post<V1StatefulSet>(ns.apps('statefulsets'), statefulSet(name, spec, server(tool))))
const get = async (name: string) => ok(await api.get<V1StatefulSet>(ns.apps(`statefulsets/${name}`)))
const names = async (name: string) => (await getPods(ns, `app=${name}`)).map(each => each.metadata?.name).sort()
const settled = (name: string, replicas: number) =>
  eventually(async () => {
    const body = await get(name)
    expect(body.status).toMatchObject({ observedGeneration: body.metadata?.generation, replicas })
    expect(body.status?.readyReplicas ?? 0).toBe(replicas)
    expect(body.status?.updateRevision).toBe(body.status?.currentRevision)
    return body
  }, 60)

quick('a StatefulSet', { concurrent: true }, () => {
  it('makes its pods one after the other, each when the one before is ready, and ends the last first', async () => {
    const stream = await watch(`${ns.core('pods')}?labelSelector=app%3Dordered&resourceVersion=0`)
    await create('ordered', { replicas: 2 }, { READY_AFTER_SECONDS: 2 })
    await settled('ordered', 2)
    expect(await names('ordered')).toEqual(['ordered-0', 'ordered-1'])
    const events = stream.events.map(({ type, object }) => ({
      type,
      object: object as Awaited<ReturnType<typeof getPod>>,
    }))
    const isReady = (body: (typeof events)[number]['object']) =>
      body.status?.conditions?.some(each => each.type === 'Ready' && each.status === 'True')
    const firstReady = events.findIndex(({ object }) => object.metadata?.name === 'ordered-0' && isReady(object))
    const secondAdded = events.findIndex(
      ({ type, object }) => type === 'ADDED' && object.metadata?.name === 'ordered-1',
    )
    expect(firstReady).toBeGreaterThanOrEqual(0)
    expect(secondAdded).toBeGreaterThan(firstReady)

    ok(await api.patch('merge', ns.apps('statefulsets/ordered/scale'), { spec: { replicas: 0 } }))
    await eventually(async () => expect(await names('ordered')).toEqual([]), 30)
    await eventually(() => expect(stream.events.filter(event => event.type === 'DELETED')).toHaveLength(2))
    stream.stop()
    const deleted = stream.events.filter(event => event.type === 'DELETED').map(({ object }) => object.metadata?.name)
    expect(deleted).toEqual(['ordered-1', 'ordered-0'])
  })

  it('gives its pods a name, a hostname and labels that stay', async () => {
    const set = await create('named')
    const { status } = await settled('named', 1)
    const body = await getPod(ns, 'named-0')
    expect(body.spec).toMatchObject({ hostname: 'named-0', subdomain: 'named-headless' })
    expect(body.metadata?.labels).toEqual({
      app: 'named',
      'apps.kubernetes.io/pod-index': '0',
      'controller-revision-hash': status?.currentRevision,
      'statefulset.kubernetes.io/pod-name': 'named-0',
    })
    expect(body.metadata?.ownerReferences?.[0]).toMatchObject({ kind: 'StatefulSet', uid: set.metadata?.uid })
    expect(status).toMatchObject({
      collisionCount: 0,
      currentReplicas: 1,
      updatedReplicas: 1,
      availableReplicas: 1,
    })
    expect(status?.currentRevision).toMatch(/^named-[bcdfghjklmnpqrstvwxz2456789]+$/)
    const [event] = await eventsOf(ns, 'named')
    expect([event?.reason, event?.message]).toEqual([
      'SuccessfulCreate',
      'create Pod named-0 in StatefulSet named successful',
    ])

    ok(await api.delete(ns.core('pods/named-0')))
    await eventually(async () => expect((await getPod(ns, 'named-0')).metadata?.uid).not.toBe(body.metadata?.uid))
    await settled('named', 1)
  })

  it('with podManagementPolicy Parallel makes all at once', async () => {
    await create('parallel', { replicas: 2, podManagementPolicy: 'Parallel' }, { READY_AFTER_SECONDS: 3600 })
    await eventually(async () => expect(await names('parallel')).toEqual(['parallel-0', 'parallel-1']))
  })

  it('rolls from the last to the first', async () => {
    await create('rolling', { replicas: 2 })
    await settled('rolling', 2)
    const stream = await watch(`${ns.core('pods')}?labelSelector=app%3Drolling&resourceVersion=0`)
    const env = [{ name: 'VERSION', value: 'two' }]
    const containers = [{ name: 'tool', env }]
    ok(await api.patch('strategic', ns.apps('statefulsets/rolling'), { spec: { template: { spec: { containers } } } }))
    await eventually(async () => expect((await get('rolling')).status?.updatedReplicas).toBe(2), 60)
    await settled('rolling', 2)
    stream.stop()
    const deleted = stream.events.filter(event => event.type === 'DELETED').map(({ object }) => object.metadata?.name)
    expect(deleted).toEqual(['rolling-1', 'rolling-0'])
    const [first] = await getPods(ns, 'app=rolling')
    expect(first?.spec?.containers[0]?.env).toContainEqual(env[0])
  })

  it('with updateStrategy OnDelete waits for the pods to be deleted', async () => {
    await create('manual', { updateStrategy: { type: 'OnDelete' } })
    await settled('manual', 1)
    const before = await getPod(ns, 'manual-0')
    const containers = [{ name: 'tool', env: [{ name: 'VERSION', value: 'two' }] }]
    ok(await api.patch('strategic', ns.apps('statefulsets/manual'), { spec: { template: { spec: { containers } } } }))
    await eventually(async () => {
      const { status, metadata } = await get('manual')
      expect(status?.observedGeneration).toBe(metadata?.generation)
      expect(status?.updateRevision).not.toBe(status?.currentRevision)
    })
    expect((await getPod(ns, 'manual-0')).metadata?.uid).toBe(before.metadata?.uid)
    ok(await api.delete(ns.core('pods/manual-0')))
    await eventually(async () => {
      const { spec, metadata } = await getPod(ns, 'manual-0')
      expect(metadata?.uid).not.toBe(before.metadata?.uid)
      expect(spec?.containers[0]?.env).toContainEqual({ name: 'VERSION', value: 'two' })
    })
  })

  it('makes a claim for each pod from its template, which stays when the set is gone', async () => {
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
    }
    await create('claiming', { volumeClaimTemplates: [claim] })
    const path = ns.core('persistentvolumeclaims/data-claiming-0')
    const made = await eventually(async () => ok(await api.get<V1PersistentVolumeClaim>(path)))
    expect(made.metadata?.labels).toEqual({ app: 'claiming' })
    expect(made.spec).toMatchObject({ ...claim.spec, volumeMode: 'Filesystem' })
    const volume = { name: 'data', persistentVolumeClaim: { claimName: 'data-claiming-0' } }
    await eventually(async () => expect((await getPod(ns, 'claiming-0')).spec?.volumes).toContainEqual(volume))
    const set = await get('claiming')
    expect(set.spec?.volumeClaimTemplates?.[0]).toMatchObject({ kind: 'PersistentVolumeClaim', apiVersion: 'v1' })
    ok(await api.delete(ns.apps('statefulsets/claiming')))
    await eventually(async () => expect(await names('claiming')).toEqual([]))
    expect((await api.get(path)).code).toBe(200)
  })
})
