import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Deployment } from '../../client/types.ts'
import { replicaSetController } from '../replicaset/controller.ts'
import { newDeployment, Simulation, setImage } from '../testing/simulation.ts'
import { deploymentController } from './controller.ts'
import { REVISION } from './replica-sets.ts'

let simulation: Simulation

beforeEach(async () => {
  simulation = new Simulation(deploymentController, replicaSetController)
  await simulation.start()
})
afterEach(() => simulation.stop())

const progressing = (deployment: Deployment) =>
  deployment.status?.conditions?.find(condition => condition.type === 'Progressing')
const sizes = () =>
  Object.fromEntries(
    simulation.api
      .all('ReplicaSet')
      .map(({ spec }) => [spec.template?.spec?.containers[0]?.image ?? '', spec.replicas ?? 1]),
  )

describe('a new Deployment', () => {
  it('makes one ReplicaSet, its pods, and reports them available', async () => {
    await simulation.api.create('Deployment', newDeployment())
    await simulation.runPods()
    const { metadata, status } = await simulation.deployment()
    expect(metadata.annotations?.[REVISION]).toBe('1')
    expect(status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 })
    expect(status?.conditions?.map(({ type, status, reason }) => [type, status, reason])).toEqual([
      ['Available', 'True', 'MinimumReplicasAvailable'],
      ['Progressing', 'True', 'NewReplicaSetAvailable'],
    ])
    const [replicaSet] = simulation.api.all('ReplicaSet')
    expect(replicaSet?.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]+$/)
    expect(simulation.events()).toContain(
      `ScalingReplicaSet: Scaled up replica set ${replicaSet?.metadata.name} from 0 to 3`,
    )
  })

  it('adopts a ReplicaSet that it selects and that nobody controls', async () => {
    const { spec } = newDeployment()
    const labels = { app: 'web', 'pod-template-hash': 'old' }
    const orphan = await simulation.api.create('ReplicaSet', {
      metadata: { name: 'orphan', namespace: 'shop', labels },
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { ...spec.template, metadata: { labels } } },
    })
    await simulation.api.create('Deployment', newDeployment())
    await simulation.runPods()
    const adopted = await simulation.api.get('ReplicaSet', orphan.metadata)
    expect(adopted.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Deployment', name: 'web', controller: true })
    expect(adopted.spec.replicas).toBe(3)
    expect(simulation.api.all('ReplicaSet')).toHaveLength(1)
  })
})

describe('a change of the template', () => {
  beforeEach(async () => {
    await simulation.api.create('Deployment', newDeployment())
    await simulation.runPods()
    await simulation.edit(deployment => setImage(deployment, 'web:2'))
    await simulation.settle()
  })

  it('starts with one pod above the number and takes none away before it is ready', async () => {
    expect(sizes()).toEqual({ 'web:1': 3, 'web:2': 1 })
    await simulation.runPods()
    expect(sizes()).toEqual({ 'web:1': 0, 'web:2': 3 })
  })

  it('is undone by the old template, under a new revision of the same ReplicaSet', async () => {
    await simulation.runPods()
    await simulation.edit(deployment => setImage(deployment, 'web:1'))
    await simulation.runPods()
    expect(sizes()).toEqual({ 'web:1': 3, 'web:2': 0 })
    const revisions = simulation.api.all('ReplicaSet').map(({ metadata }) => metadata.annotations?.[REVISION])
    expect(revisions.sort()).toEqual(['2', '3'])
  })

  it('stands still while paused, and goes on afterwards', async () => {
    await simulation.edit(deployment => {
      deployment.spec.paused = true
    })
    await simulation.runPods()
    expect(sizes()).toEqual({ 'web:1': 3, 'web:2': 1 })
    expect(progressing(await simulation.deployment())?.reason).toBe('DeploymentPaused')
    await simulation.edit(deployment => {
      deployment.spec.paused = false
    })
    await simulation.runPods()
    expect(sizes()).toEqual({ 'web:1': 0, 'web:2': 3 })
  })

  it('is reported as late when nothing gets ready within the deadline, and recovers', async () => {
    await simulation.clock.advance(602_000)
    await simulation.settle()
    expect(progressing(await simulation.deployment())).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
    })
    await simulation.runPods()
    expect(progressing(await simulation.deployment())).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
    })
  })

  it('shares a change of size out over old and new pods', async () => {
    await simulation.edit(deployment => {
      deployment.spec.replicas = 10
    })
    await simulation.settle()
    const { 'web:1': old = 0, 'web:2': fresh = 0 } = sizes()
    expect(old + fresh).toBe(13)
    expect(old).toBeGreaterThan(fresh)
    await simulation.runPods()
    expect(sizes()).toEqual({ 'web:1': 0, 'web:2': 10 })
  })
})

it('keeps no more old ReplicaSets than the history limit', async () => {
  await simulation.api.create('Deployment', newDeployment({ revisionHistoryLimit: 1 }))
  for (const image of ['web:2', 'web:3', 'web:4']) {
    await simulation.runPods()
    await simulation.edit(deployment => setImage(deployment, image))
  }
  await simulation.runPods()
  expect(Object.keys(sizes()).sort()).toEqual(['web:3', 'web:4'])
})

it('takes all old pods down before the first new one with Recreate', async () => {
  await simulation.api.create('Deployment', newDeployment({ strategy: { type: 'Recreate' } }))
  await simulation.runPods()
  for (const pod of simulation.pods()) await simulation.api.patch('Pod', pod.metadata, { spec: { nodeName: 'local' } })
  await simulation.edit(deployment => setImage(deployment, 'web:2'))
  await simulation.settle()
  expect(sizes()).toEqual({ 'web:1': 0 })
  expect(simulation.pods().every(pod => pod.metadata.deletionTimestamp)).toBe(true)
  for (const pod of simulation.pods()) await simulation.api.delete('Pod', pod.metadata, { gracePeriodSeconds: 0 })
  await simulation.runPods()
  expect(sizes()).toEqual({ 'web:1': 0, 'web:2': 3 })
})

it('counts a pod as available only after minReadySeconds', async () => {
  await simulation.api.create('Deployment', newDeployment({ replicas: 1, minReadySeconds: 10 }))
  await simulation.runPods()
  expect((await simulation.deployment()).status).toMatchObject({ readyReplicas: 1, availableReplicas: 0 })
  await simulation.clock.advance(10_000)
  await simulation.settle()
  expect((await simulation.deployment()).status).toMatchObject({ availableReplicas: 1 })
})
