import type { V1ConfigMap, V1Deployment } from '@kubernetes/client-node'
import { beforeAll, expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { hasKubectl, kubectlIn, kubectlSuite, run } from '../support/kubectl.ts'
import { testNamespace } from '../support/namespace.ts'
import { createPod, eventOf, phaseBecomes } from '../support/pods.ts'
import { rolledOut } from '../support/rollouts.ts'
import { container, deployment, nextImage, pod } from '../support/workloads.ts'

const ns = testNamespace('kubectl-write')
const kubectl = kubectlIn(ns)
const manifest = (body: object, kind: string, apiVersion = 'v1') => JSON.stringify({ apiVersion, kind, ...body })

beforeAll(async () => {
  if (!hasKubectl) return
  ok(await api.post(ns.apps('deployments'), deployment('web')))
  await rolledOut(ns, 'web')
})

kubectlSuite('kubectl, changing', () => {
  it('apply: creates, leaves as it is, takes out what the file no longer has', async () => {
    const file = (data: object) => manifest({ metadata: { name: 'applied' }, data }, 'ConfigMap')
    expect(await kubectl('apply -f -', file({ a: '1', b: '2' }))).toBe('configmap/applied created\n')
    expect(await kubectl('apply -f -', file({ a: '1', b: '2' }))).toBe('configmap/applied unchanged\n')
    ok(await api.patch('merge', ns.core('configmaps/applied'), { data: { other: 'by somebody else' } }))
    expect(await kubectl('apply -f -', file({ a: '1' }))).toBe('configmap/applied configured\n')
    const body = ok(await api.get<V1ConfigMap>(ns.core('configmaps/applied')))
    expect(body.data).toEqual({ a: '1', other: 'by somebody else' })
  })

  it('apply: a Deployment, by its merge keys', async () => {
    const file = (env: object[], image?: string) => {
      const body = deployment('applied', { replicas: 0 }, container({}, { env: env as [], ...(image && { image }) }))
      return manifest(body, 'Deployment', 'apps/v1')
    }
    const two = [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ]
    expect(await kubectl('apply -f -', file(two))).toBe('deployment.apps/applied created\n')
    const add = { spec: { template: { spec: { containers: [{ name: 'tool', env: [{ name: 'C', value: '3' }] }] } } } }
    ok(await api.patch('strategic', ns.apps('deployments/applied'), add))
    expect(await kubectl('apply -f -', file([{ name: 'B', value: 'two' }], nextImage))).toBe(
      'deployment.apps/applied configured\n',
    )
    const body = ok(await api.get<V1Deployment>(ns.apps('deployments/applied')))
    expect(body.spec?.template.spec?.containers[0]).toMatchObject({
      image: nextImage,
      env: expect.arrayContaining([
        { name: 'B', value: 'two' },
        { name: 'C', value: '3' },
      ]),
    })
    expect(body.spec?.template.spec?.containers[0]?.env).toHaveLength(2)
    expect(await kubectl('diff -f -', file([{ name: 'B', value: 'two' }], nextImage))).toBe('')
  })

  it('apply: names an unknown field and a wrong type', async () => {
    const unknown = manifest({ metadata: { name: 'odd' }, data: {}, surprise: 1 }, 'ConfigMap')
    const ran = await run(['-n', ns.name, 'apply', '-f', '-'], unknown)
    expect(ran.code).toBe(1)
    expect(ran.err).toBe(
      'Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "surprise"\n',
    )
  })

  it('create, label, annotate, set, delete', async () => {
    expect(await kubectl('create configmap made --from-literal=a=b')).toBe('configmap/made created\n')
    expect(await kubectl('label configmap made tier=web')).toBe('configmap/made labeled\n')
    expect(await kubectl('annotate configmap made note=x')).toBe('configmap/made annotated\n')
    expect(await kubectl('get configmaps -l tier=web -o name')).toBe('configmap/made\n')
    expect(await kubectl('delete configmap made')).toBe('configmap "made" deleted\n')
  })

  it('patch of each type', async () => {
    const patch = (type: string, body: unknown) => kubectl(`patch deploy web --type=${type} -p ${JSON.stringify(body)}`)
    expect(await patch('merge', { metadata: { labels: { a: '1' } } })).toBe('deployment.apps/web patched\n')
    expect(await patch('merge', { metadata: { labels: { a: '1' } } })).toBe('deployment.apps/web patched (no change)\n')
    const strategic = {
      spec: { template: { spec: { containers: [{ name: 'tool', env: [{ name: 'P', value: '1' }] }] } } },
    }
    expect(await patch('strategic', strategic)).toBe('deployment.apps/web patched\n')
    expect(await patch('json', [{ op: 'remove', path: '/metadata/labels/a' }])).toBe('deployment.apps/web patched\n')
    const failed = await run(['-n', ns.name, 'patch', 'deploy', 'web', '-p', '{"spec":{"replicas":-1}}'])
    expect(failed.err).toBe(
      'The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0\n',
    )
    await rolledOut(ns, 'web')
  })

  it('scale, and wait', async () => {
    expect(await kubectl('scale deploy web --replicas=2')).toBe('deployment.apps/web scaled\n')
    expect(await kubectl('rollout status deploy web --timeout=60s')).toContain(
      'deployment "web" successfully rolled out',
    )
    expect(await kubectl('scale deploy web --replicas=1 --current-replicas=2')).toBe('deployment.apps/web scaled\n')
    const wrong = await run(['-n', ns.name, 'scale', 'deploy', 'web', '--replicas=3', '--current-replicas=7'])
    expect(wrong.err).toBe('error: Expected replicas to be 7, was 1\n')
    expect(await kubectl('wait --for=condition=Available deploy/web --timeout=30s')).toBe(
      'deployment.apps/web condition met\n',
    )
  })

  it('delete: waits for the pod to be gone', async () => {
    await createPod(ns, pod('leaving'))
    await phaseBecomes(ns, 'leaving', 'Running')
    expect(await kubectl('delete pod leaving --wait=true')).toBe('pod "leaving" deleted\n')
    expect((await api.get(ns.core('pods/leaving'))).code).toBe(404)
  })

  it('rollout: restart, history, undo, pause, resume', async () => {
    ok(await api.post(ns.apps('deployments'), deployment('rolled')))
    await rolledOut(ns, 'rolled')
    expect(await kubectl('set image deploy/rolled tool=localhost/chat-demo/conformance:2')).toBe(
      'deployment.apps/rolled image updated\n',
    )
    expect(await kubectl('rollout status deploy/rolled --timeout=60s')).toContain('successfully rolled out')
    const history = (await kubectl('rollout history deploy/rolled')).trim().split('\n')
    expect(history.map(line => line.split(/ +/)[0])).toEqual(['deployment.apps/rolled', 'REVISION', '1', '2'])
    expect(await kubectl('rollout history deploy/rolled --revision=1')).toMatch(
      /Image:\s+localhost\/chat-demo\/conformance:1/,
    )
    expect(await kubectl('rollout undo deploy/rolled')).toBe('deployment.apps/rolled rolled back\n')
    expect(await kubectl('rollout status deploy/rolled --timeout=60s')).toContain('successfully rolled out')
    expect(await kubectl('get deploy rolled -o jsonpath={.spec.template.spec.containers[0].image}')).toMatch(/:1$/)
    expect(await kubectl('rollout restart deploy/rolled')).toBe('deployment.apps/rolled restarted\n')
    expect(await kubectl('rollout status deploy/rolled --timeout=60s')).toContain('successfully rolled out')
    expect(await kubectl('rollout pause deploy/rolled')).toBe('deployment.apps/rolled paused\n')
    expect(await kubectl('rollout resume deploy/rolled')).toBe('deployment.apps/rolled resumed\n')
    expect((await eventOf(ns, 'rolled', 'ScalingReplicaSet')).type).toBe('Normal')
  })
})
