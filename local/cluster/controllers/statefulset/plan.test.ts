import { expect, it } from 'vitest'
import type { Pod, StatefulSet } from '../../client/types.ts'
import { newPod } from './identity.ts'
import { planStatefulSet, type StatefulSetAction, statefulSetStatus } from './plan.ts'

const revisions = { current: 'db-1', update: 'db-2' }
const now = Date.UTC(2026, 0, 1, 0, 1)

function set(spec: Partial<StatefulSet['spec']> = {}): StatefulSet {
  return {
    metadata: { name: 'db', namespace: 'shop', uid: 'u', resourceVersion: '1', generation: 1 },
    spec: {
      replicas: 3,
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: { metadata: { labels: { app: 'db' } }, spec: { containers: [] } },
      ...spec,
    },
  }
}

function pod(
  ordinal: number,
  shape: { revision?: string; ready?: boolean; ending?: boolean; phase?: string } = {},
): Pod {
  const { revision = 'db-2', ready = true, ending = false, phase = 'Running' } = shape
  const made = newPod(set(), ordinal, set().spec.template, revision) as Pod
  const condition = { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }
  return {
    ...made,
    metadata: {
      ...made.metadata,
      uid: `uid-${ordinal}`,
      resourceVersion: '1',
      ...(ending && { deletionTimestamp: '2026-01-01T00:00:30Z' }),
    },
    status: { phase, conditions: [condition] },
  }
}

const brief = (actions: StatefulSetAction[]) =>
  actions.map(action =>
    action.type === 'create'
      ? `create ${action.ordinal} ${action.revision}`
      : `delete ${action.pod.metadata.name} ${action.because}`,
  )
const plan = (of: StatefulSet, ...pods: Pod[]) => brief(planStatefulSet(of, pods, revisions, now))

it('creates one pod at a time, each after the one before it is ready', () => {
  expect(plan(set())).toEqual(['create 0 db-2'])
  expect(plan(set(), pod(0, { ready: false }))).toEqual([])
  expect(plan(set(), pod(0))).toEqual(['create 1 db-2'])
})

it('creates all at once when parallel', () => {
  expect(plan(set({ podManagementPolicy: 'Parallel' }))).toEqual(['create 0 db-2', 'create 1 db-2', 'create 2 db-2'])
})

it('takes surplus pods away from the highest ordinal down', () => {
  const one = set({ replicas: 1 })
  expect(plan(one, pod(0), pod(1), pod(2))).toEqual(['delete db-2 surplus'])
  expect(plan(one, pod(0), pod(1), pod(2, { ending: true }))).toEqual([])
})

it('updates from the highest ordinal down, one healthy pod after the other, as far as the partition', () => {
  const old = { revision: 'db-1' }
  expect(plan(set(), pod(0, old), pod(1, old), pod(2, old))).toEqual(['delete db-2 outdated'])
  expect(plan(set(), pod(0, old), pod(1, old), pod(2, { ready: false }))).toEqual([])
  expect(plan(set(), pod(0, old), pod(1, old), pod(2))).toEqual(['delete db-1 outdated'])
  const partitioned = set({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } })
  expect(plan(partitioned, pod(0, old), pod(1, old), pod(2))).toEqual([])
  expect(plan(partitioned, pod(0, old), pod(2))).toEqual(['create 1 db-1'])
})

it('leaves outdated pods alone with OnDelete', () => {
  const onDelete = set({ updateStrategy: { type: 'OnDelete' } })
  expect(plan(onDelete, pod(0, { revision: 'db-1' }), pod(1), pod(2))).toEqual([])
})

it('replaces a pod that ended for good', () => {
  expect(plan(set(), pod(0, { phase: 'Failed' }))).toEqual(['delete db-0 failed'])
})

it('gives its claims their names and mounts them', () => {
  const claiming = set({ volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] })
  const made = newPod(claiming, 1, claiming.spec.template, 'db-2')
  expect(made.spec.volumes).toEqual([{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-1' } }])
  expect(made.metadata.labels).toMatchObject({ 'statefulset.kubernetes.io/pod-name': 'db-1' })
})

it('makes the new revision the current one when all pods have it', () => {
  const half = statefulSetStatus(set(), [pod(0, { revision: 'db-1' }), pod(1), pod(2)], revisions, now)
  expect(half).toMatchObject({ currentRevision: 'db-1', currentReplicas: 1, updatedReplicas: 2, readyReplicas: 3 })
  const whole = statefulSetStatus(set(), [pod(0), pod(1), pod(2)], revisions, now)
  expect(whole).toMatchObject({ currentRevision: 'db-2', currentReplicas: 3, updatedReplicas: 3 })
})
