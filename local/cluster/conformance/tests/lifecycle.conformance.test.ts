import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { condition, containerBecomes, createPod, getPod, isReady, log, phaseBecomes } from '../support/pods.ts'
import { quick } from '../support/tags.ts'
import { container, pod, server } from '../support/workloads.ts'

const ns = testNamespace('lifecycle')
const gone = (name: string, within: number) =>
  eventually(async () => expect((await api.get(ns.core(`pods/${name}`))).code).toBe(404), within)

quick('preStop', { concurrent: true }, () => {
  it('sleep: SIGTERM comes after it', async () => {
    const lifecycle = { preStop: { sleep: { seconds: 4 } } }
    const tool = { PRINT: 'begin', STAY: 'true' }
    const name = await createPod(
      ns,
      pod('sleeps', container(tool, { lifecycle }), { terminationGracePeriodSeconds: 30 }),
    )
    await eventually(async () => expect(await log(ns, name)).toContain('begin'))
    const since = performance.now()
    ok(await api.delete(ns.core(`pods/${name}`)))
    await gone(name, 25)
    expect((performance.now() - since) / 1000).toBeGreaterThanOrEqual(4)
  })

  it('httpGet: a call to the container before SIGTERM, and a failed one does not hold it up', async () => {
    const lifecycle = { preStop: { httpGet: { path: '/healthz', port: 'http' } } }
    const broken = { preStop: { httpGet: { path: '/', port: 9 } } }
    await createPod(ns, pod('called', server({}, { lifecycle }), { terminationGracePeriodSeconds: 20 }))
    await createPod(ns, pod('uncalled', server({}, { lifecycle: broken }), { terminationGracePeriodSeconds: 20 }))
    for (const name of ['called', 'uncalled']) {
      await containerBecomes(ns, name, isReady)
      ok(await api.delete(ns.core(`pods/${name}`)))
    }
    await gone('called', 15)
    await gone('uncalled', 15)
  })

  it('counts against the grace period', async () => {
    const lifecycle = { preStop: { sleep: { seconds: 60 } } }
    const tool = { PRINT: 'begin', STAY: 'true' }
    const name = await createPod(
      ns,
      pod('oversleeps', container(tool, { lifecycle }), { terminationGracePeriodSeconds: 60 }),
    )
    await eventually(async () => expect(await log(ns, name)).toContain('begin'))
    ok(await api.delete(`${ns.core(`pods/${name}`)}?gracePeriodSeconds=3`))
    await gone(name, 20)
  })
})

quick('init containers', { concurrent: true }, () => {
  const init = (name: string, tool: Record<string, string | number>) => ({ ...container(tool), name })

  it('run one after the other before the others', async () => {
    const initContainers = [
      init('first', { PRINT: 'one', EXIT_CODE: 0, EXIT_AFTER_SECONDS: 1 }),
      init('second', { PRINT: 'two', EXIT_CODE: 0 }),
    ]
    const name = await createPod(ns, pod('initialised', container(), { initContainers }))
    await phaseBecomes(ns, name, 'Running', 60)
    const { status } = await getPod(ns, name)
    const [first, second] = (status?.initContainerStatuses ?? []).map(each => each.state?.terminated)
    expect([first?.reason, second?.reason]).toEqual(['Completed', 'Completed'])
    expect(String(second?.startedAt) >= String(first?.finishedAt)).toBe(true)
    expect(await log(ns, name, 'container=second')).toBe('two\n')
    expect((await condition(ns, name, 'Initialized'))?.status).toBe('True')
  })

  it('that fail keep the pod Pending and are started again', async () => {
    const name = await createPod(
      ns,
      pod('uninitialised', container(), { initContainers: [init('first', { EXIT_CODE: 2 })] }),
    )
    await eventually(async () => {
      const { status } = await getPod(ns, name)
      expect(status?.phase).toBe('Pending')
      expect(status?.initContainerStatuses?.[0]?.restartCount).toBeGreaterThanOrEqual(1)
      expect(status?.initContainerStatuses?.[0]?.lastState?.terminated?.exitCode).toBe(2)
    })
    expect(await condition(ns, name, 'Initialized')).toEqual({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [first]',
    })
  })

  it('that fail end a pod that is not to be restarted', async () => {
    const initContainers = [init('first', { EXIT_CODE: 2 })]
    const name = await createPod(ns, pod('given-up', container(), { initContainers, restartPolicy: 'Never' }))
    const { status } = await phaseBecomes(ns, name, 'Failed')
    expect(status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe('PodInitializing')
  })
})

quick('several containers', () => {
  it('are started together; the pod is ready when all are', async () => {
    const body = pod('pair', server({ READY_AFTER_SECONDS: 3 }))
    body.spec?.containers.push({ ...container({ PRINT_ENV: 'HOSTNAME', STAY: 'true' }), name: 'other' })
    const name = await createPod(ns, body)
    await phaseBecomes(ns, name, 'Running')
    expect(await condition(ns, name, 'Ready')).toMatchObject({
      status: 'False',
      message: 'containers with unready status: [tool]',
    })
    await eventually(async () => expect((await condition(ns, name, 'Ready'))?.status).toBe('True'))
    expect(await log(ns, name, 'container=other')).toBe('HOSTNAME=pair\n')
  })
})
