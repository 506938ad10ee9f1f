import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import {
  condition,
  containerBecomes,
  createPod,
  eventOf,
  getPod,
  hasEnded,
  isRunning,
  log,
  phaseBecomes,
} from '../support/pods.ts'
import { quick } from '../support/tags.ts'
import { container, image, pod, server } from '../support/workloads.ts'

const ns = testNamespace('containers')

quick('a container that runs', { concurrent: true }, () => {
  it('has the status of a running pod', async () => {
    const name = await createPod(ns, pod('runs', server()))
    await eventually(async () => expect((await condition(ns, name, 'Ready'))?.status).toBe('True'))
    const { status, spec } = await getPod(ns, name)
    expect(spec?.nodeName).toBeTruthy()
    expect(status).toMatchObject({ phase: 'Running', qosClass: 'BestEffort', podIPs: [{ ip: status?.podIP }] })
    expect(status?.hostIP).toMatch(/^\d+\./)
    expect(status?.startTime).toBeDefined()
    const types = status?.conditions?.map(({ type, status }) => `${type}=${status}`).sort()
    expect(types).toEqual([
      'ContainersReady=True',
      'Initialized=True',
      'PodReadyToStartContainers=True',
      'PodScheduled=True',
      'Ready=True',
    ])
    const [first] = status?.containerStatuses ?? []
    expect(first).toMatchObject({ name: 'tool', image, ready: true, started: true, restartCount: 0, lastState: {} })
    expect(first?.containerID).toMatch(/^[a-z]+:\/\/[0-9a-z-]+$/)
    expect(first?.state?.running?.startedAt).toBeDefined()
  })

  it('gets its variables: plain, references between them, fields, resources, ConfigMaps and Secrets', async () => {
    ok(await api.post(ns.core('configmaps'), { metadata: { name: 'source' }, data: { T_ONE: '1', T_TWO: '2' } }))
    ok(await api.post(ns.core('secrets'), { metadata: { name: 'source' }, stringData: { key: 'hidden' } }))
    const env = [
      { name: 'PRINT_ENV', value: 'T_' },
      { name: 'T_TWO', value: 'own' },
      { name: 'T_REFERENCE', value: '$(T_TWO)/$(T_MISSING)/$$(T_TWO)/$(PREFIX_T_ONE)' },
      { name: 'T_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'T_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
      { name: 'T_LABEL', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      { name: 'T_ACCOUNT', valueFrom: { fieldRef: { fieldPath: 'spec.serviceAccountName' } } },
      { name: 'T_MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
      { name: 'T_MEMORY_MI', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
      { name: 'T_CONFIG', valueFrom: { configMapKeyRef: { name: 'source', key: 'T_ONE' } } },
      { name: 'T_SECRET', valueFrom: { secretKeyRef: { name: 'source', key: 'key' } } },
      { name: 'T_ABSENT', valueFrom: { secretKeyRef: { name: 'none', key: 'key', optional: true } } },
      { name: 'EXIT_CODE', value: '0' },
    ]
    const envFrom = [{ configMapRef: { name: 'source' } }, { prefix: 'PREFIX_', configMapRef: { name: 'source' } }]
    const resources = { limits: { memory: '128Mi' } }
    const name = await createPod(
      ns,
      pod('variables', { name: 'tool', image, env, envFrom, resources }, { restartPolicy: 'Never' }),
    )
    await phaseBecomes(ns, name, 'Succeeded')
    expect((await log(ns, name)).replace(ns.name, 'NAMESPACE').trim().split('\n')).toEqual([
      'T_ACCOUNT=default',
      'T_CONFIG=1',
      'T_LABEL=variables',
      'T_MEMORY=134217728',
      'T_MEMORY_MI=128',
      'T_NAME=variables',
      'T_NAMESPACE=NAMESPACE',
      'T_ONE=1',
      'T_REFERENCE=own/$(T_MISSING)/$(T_TWO)/1',
      'T_SECRET=hidden',
      'T_TWO=own',
    ])
  })

  it('finds ConfigMaps and Secrets as files, named by a variable with the mountPath', async () => {
    ok(await api.post(ns.core('configmaps'), { metadata: { name: 'files' }, data: { 'a.txt': 'from a', b: 'from b' } }))
    ok(await api.post(ns.core('secrets'), { metadata: { name: 'files' }, stringData: { c: 'from c' } }))
    const tool = { PRINT_FILE: '/etc/conf/a.txt', EXIT_CODE: 0 }
    const volumes = [
      { name: 'conf', configMap: { name: 'files', items: [{ key: 'a.txt', path: 'a.txt' }] } },
      { name: 'hidden', secret: { secretName: 'files' } },
    ]
    const volumeMounts = [
      { name: 'conf', mountPath: '/etc/conf', readOnly: true },
      { name: 'hidden', mountPath: '/etc/hidden' },
    ]
    const spec = { restartPolicy: 'Never', volumes }
    await createPod(ns, pod('files-a', container(tool, { volumeMounts }), spec))
    await createPod(ns, pod('files-c', container({ ...tool, PRINT_FILE: '/etc/hidden/c' }, { volumeMounts }), spec))
    await phaseBecomes(ns, 'files-a', 'Succeeded')
    expect(await log(ns, 'files-a')).toBe('from a\n')
    await phaseBecomes(ns, 'files-c', 'Succeeded')
    expect(await log(ns, 'files-c')).toBe('from c\n')
  })

  it('finds its ServiceAccount: namespace, certificate, a token that the API server takes', async () => {
    const folder = '/var/run/secrets/kubernetes.io/serviceaccount'
    const read = async (name: string, file: string) => {
      await createPod(
        ns,
        pod(name, container({ PRINT_FILE: `${folder}/${file}`, EXIT_CODE: 0 }), { restartPolicy: 'Never' }),
      )
      await phaseBecomes(ns, name, 'Succeeded')
      return (await log(ns, name)).trim()
    }
    const [namespace, ca, token] = await Promise.all([
      read('account-namespace', 'namespace'),
      read('account-ca', 'ca.crt'),
      read('account-token', 'token'),
    ])
    expect(namespace).toBe(ns.name)
    expect(ca).toMatch(/^-----BEGIN CERTIFICATE-----/)
    // That pod is gone on a real cluster's terms only when it is deleted: its token still stands.
    expect((await api.get(ns.core('pods'), { token })).code).toBe(403)
  })
})

quick('a container that ends', { concurrent: true }, () => {
  it('Never: exit 0 is Succeeded and Completed', async () => {
    const name = await createPod(ns, pod('succeeds', container({ EXIT_CODE: 0 }), { restartPolicy: 'Never' }))
    const { status } = await phaseBecomes(ns, name, 'Succeeded')
    expect(status?.containerStatuses?.[0]).toMatchObject({
      restartCount: 0,
      ready: false,
      started: false,
      state: { terminated: { exitCode: 0, reason: 'Completed' } },
    })
    expect(await condition(ns, name, 'Ready')).toMatchObject({ status: 'False', reason: 'PodCompleted' })
  })

  it('Never: another exit code is Failed and Error', async () => {
    const name = await createPod(ns, pod('fails', container({ EXIT_CODE: 3 }), { restartPolicy: 'Never' }))
    const { status } = await phaseBecomes(ns, name, 'Failed')
    expect(status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' })
    expect(await condition(ns, name, 'Ready')).toMatchObject({ status: 'False', reason: 'PodFailed' })
  })

  it('OnFailure: failure starts it again, success does not', async () => {
    await createPod(ns, pod('retried', container({ EXIT_CODE: 1 }), { restartPolicy: 'OnFailure' }))
    await createPod(ns, pod('satisfied', container({ EXIT_CODE: 0 }), { restartPolicy: 'OnFailure' }))
    await containerBecomes(ns, 'retried', status => status.restartCount >= 1)
    await phaseBecomes(ns, 'satisfied', 'Succeeded')
  })

  it('Always: success starts it again as well', async () => {
    const name = await createPod(ns, pod('again', container({ EXIT_CODE: 0 })))
    const status = await containerBecomes(ns, name, each => each.restartCount >= 1)
    expect(status.lastState?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' })
  })

  it('OOMKilled: over its memory limit it is killed, 137, and started again', async () => {
    const resources = { limits: { memory: '64Mi' } }
    const tool = { PRINT: 'begin', ALLOCATE_MB: 200, EXIT_CODE: 0, EXIT_AFTER_SECONDS: 60 }
    const name = await createPod(ns, pod('oom', container(tool, { resources })))
    const status = await containerBecomes(ns, name, each => each.restartCount >= 1)
    expect(status.lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
    expect(status.allocatedResources ?? resources.limits).toBeDefined()
  })

  it('OOMKilled with restartPolicy Never: the pod has failed', async () => {
    const resources = { limits: { memory: '64Mi' } }
    const tool = { ALLOCATE_MB: 200, EXIT_CODE: 0, EXIT_AFTER_SECONDS: 60 }
    const name = await createPod(ns, pod('oom-once', container(tool, { resources }), { restartPolicy: 'Never' }))
    const { status } = await phaseBecomes(ns, name, 'Failed')
    expect(status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
  })
})

quick('a pod that is deleted', { concurrent: true }, () => {
  const gone = (name: string, within: number) =>
    eventually(async () => expect((await api.get(ns.core(`pods/${name}`))).code).toBe(404), within)
  /** Its handler of SIGTERM stands by then; before, the first process of a real container is deaf to it. */
  const begun = (name: string) => eventually(async () => expect(await log(ns, name)).toContain('begin'))
  const seconds = (since: number) => (performance.now() - since) / 1000

  it('gets SIGTERM, and is gone as soon as it ends', async () => {
    const name = await createPod(
      ns,
      pod('polite', container({ PRINT: 'begin', STAY: 'true' }), { terminationGracePeriodSeconds: 20 }),
    )
    await begun(name)
    const since = performance.now()
    const answer = await api.delete<{ metadata: { deletionTimestamp: string; deletionGracePeriodSeconds: number } }>(
      ns.core(`pods/${name}`),
    )
    expect(answer.code).toBe(200)
    expect(answer.body.metadata.deletionGracePeriodSeconds).toBe(20)
    await gone(name, 15)
    expect(seconds(since)).toBeLessThan(15)
    expect((await eventOf(ns, name, 'Killing')).message).toBe('Stopping container tool')
  })

  it('gets SIGKILL after its grace period when it does not listen', async () => {
    const tool = { PRINT: 'begin', IGNORE_SIGTERM: 'true', STAY: 'true' }
    const name = await createPod(ns, pod('stubborn', container(tool), { terminationGracePeriodSeconds: 4 }))
    await begun(name)
    const since = performance.now()
    ok(await api.delete(ns.core(`pods/${name}`)))
    await eventually(async () => expect(await log(ns, name)).toContain('SIGTERM'), 3)
    await gone(name, 20)
    expect(seconds(since)).toBeGreaterThan(3.5)
  })

  it('takes the grace period of the request', async () => {
    const tool = { IGNORE_SIGTERM: 'true', STAY: 'true' }
    const name = await createPod(ns, pod('hurried', container(tool), { terminationGracePeriodSeconds: 60 }))
    await containerBecomes(ns, name, isRunning)
    ok(await api.delete(`${ns.core(`pods/${name}`)}?gracePeriodSeconds=1`))
    await gone(name, 20)
  })

  it('is gone at once with a grace period of 0', async () => {
    const tool = { IGNORE_SIGTERM: 'true', STAY: 'true' }
    const name = await createPod(ns, pod('forced', container(tool), { terminationGracePeriodSeconds: 60 }))
    await containerBecomes(ns, name, isRunning)
    ok(await api.delete(`${ns.core(`pods/${name}`)}?gracePeriodSeconds=0`))
    expect((await api.get(ns.core(`pods/${name}`))).code).toBe(404)
  })

  it('that has ended already is gone soon', async () => {
    const name = await createPod(ns, pod('ended', container({ EXIT_CODE: 0 }), { restartPolicy: 'Never' }))
    await containerBecomes(ns, name, hasEnded)
    ok(await api.delete(ns.core(`pods/${name}`)))
    await gone(name, 10)
  })
})
