import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { condition, containerBecomes, createPod, eventOf, getPod, phaseBecomes } from '../support/pods.ts'
import { quick } from '../support/tags.ts'
import { container, image, pod } from '../support/workloads.ts'

const ns = testNamespace('images')
const missing = 'localhost/chat-demo/conformance:missing'

quick('an image that cannot be had', { concurrent: true }, () => {
  it('is ErrImagePull, then ImagePullBackOff, and runs once it is corrected', async () => {
    const name = await createPod(ns, pod('unpulled', container({ STAY: 'true' }, { image: missing })))
    const first = await containerBecomes(ns, name, status => status.state?.waiting?.reason === 'ErrImagePull')
    expect(first).toMatchObject({ image: missing, imageID: '', ready: false, started: false, restartCount: 0 })
    expect(first.state?.waiting?.message).toContain(missing)
    const then = await containerBecomes(ns, name, status => status.state?.waiting?.reason === 'ImagePullBackOff')
    expect(then.state?.waiting?.message).toMatch(`Back-off pulling image "${missing}"`)
    expect((await getPod(ns, name)).status?.phase).toBe('Pending')
    expect(await condition(ns, name, 'ContainersReady')).toEqual({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [tool]',
    })

    const pulling = await eventOf(ns, name, 'Pulling')
    expect([pulling.type, pulling.message]).toEqual(['Normal', `Pulling image "${missing}"`])
    const failed = await eventOf(ns, name, 'Failed')
    expect(failed.type).toBe('Warning')
    expect(failed.message).toMatch(
      new RegExp(`^(Failed to pull image "${missing}": |Error: (ErrImagePull|ImagePullBackOff)$)`),
    )
    const backOff = await eventOf(ns, name, 'BackOff')
    expect([backOff.type, backOff.message]).toEqual(['Normal', `Back-off pulling image "${missing}"`])

    ok(await api.patch('strategic', ns.core(`pods/${name}`), { spec: { containers: [{ name: 'tool', image }] } }))
    await phaseBecomes(ns, name, 'Running', 60)
  })

  it('is ErrImageNeverPull with imagePullPolicy Never', async () => {
    const name = await createPod(ns, pod('never', container({}, { image: missing, imagePullPolicy: 'Never' })))
    const status = await containerBecomes(ns, name, each => each.state?.waiting?.reason === 'ErrImageNeverPull')
    expect(status.state?.waiting?.message).toBe(`Container image "${missing}" is not present with pull policy of Never`)
  })

  it('is InvalidImageName when that is no name', async () => {
    const name = await createPod(ns, pod('invalid', container({}, { image: 'Not A Name' })))
    const status = await containerBecomes(ns, name, each => each.state?.waiting?.reason === 'InvalidImageName')
    expect(status.state?.waiting?.message).toMatch(/^Failed to apply default image tag "Not A Name": /)
  })
})

quick('a configuration that is not there', { concurrent: true }, () => {
  it('is CreateContainerConfigError until the Secret is made', async () => {
    const env = [
      { name: 'KEY', valueFrom: { secretKeyRef: { name: 'late', key: 'key' } } },
      { name: 'STAY', value: 'true' },
    ]
    const name = await createPod(ns, pod('keyless', { name: 'tool', image, env }))
    const status = await containerBecomes(
      ns,
      name,
      each => each.state?.waiting?.reason === 'CreateContainerConfigError',
    )
    expect(status.state?.waiting?.message).toBe('secret "late" not found')
    const event = await eventOf(ns, name, 'Failed')
    expect([event.type, event.message]).toEqual(['Warning', 'Error: secret "late" not found'])
    ok(await api.post(ns.core('secrets'), { metadata: { name: 'late' }, stringData: { other: 'x' } }))
    await eventually(async () => {
      const { state } = await containerBecomes(ns, name, each => each.state?.waiting !== undefined)
      expect(state?.waiting?.message).toBe(`couldn't find key key in Secret ${ns.name}/late`)
    })
    ok(await api.patch('merge', ns.core('secrets/late'), { stringData: { key: 'x' } }))
    await phaseBecomes(ns, name, 'Running')
  })

  it('names a ConfigMap in the same way', async () => {
    const env = [{ name: 'KEY', valueFrom: { configMapKeyRef: { name: 'none', key: 'key' } } }]
    const name = await createPod(ns, pod('mapless', { name: 'tool', image, env }))
    const status = await containerBecomes(
      ns,
      name,
      each => each.state?.waiting?.reason === 'CreateContainerConfigError',
    )
    expect(status.state?.waiting?.message).toBe('configmap "none" not found')
  })

  it('waits in ContainerCreating for a volume that cannot be mounted', async () => {
    const volumes = [{ name: 'conf', configMap: { name: 'absent' } }]
    const volumeMounts = [{ name: 'conf', mountPath: '/etc/conf' }]
    const name = await createPod(ns, pod('volumeless', container({ STAY: 'true' }, { volumeMounts }), { volumes }))
    const status = await containerBecomes(ns, name, each => each.state?.waiting !== undefined)
    expect(status.state?.waiting?.reason).toBe('ContainerCreating')
    const event = await eventOf(ns, name, 'FailedMount')
    expect(event.message).toBe('MountVolume.SetUp failed for volume "conf" : configmap "absent" not found')
    ok(await api.post(ns.core('configmaps'), { metadata: { name: 'absent' } }))
    await phaseBecomes(ns, name, 'Running', 60)
  })

  it('stays Pending and unscheduled when no node fits', async () => {
    const nodeSelector = { 'example.com/none': 'such' }
    const name = await createPod(ns, pod('unplaced', container(), { nodeSelector }))
    await eventually(async () => expect((await condition(ns, name, 'PodScheduled'))?.reason).toBe('Unschedulable'))
    expect((await condition(ns, name, 'PodScheduled'))?.message).toMatch(/^0\/1 nodes are available: /)
    expect((await eventOf(ns, name, 'FailedScheduling')).type).toBe('Warning')
  })
})
