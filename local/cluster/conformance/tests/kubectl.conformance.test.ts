import type { V1ConfigMap, V1Deployment } from '@kubernetes/client-node'
import { beforeAll, expect, it } from 'vitest'
import { account } from '../support/account.ts'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { hasKubectl, kubectlAs, kubectlIn, run } from '../support/kubectl.ts'
import { testNamespace } from '../support/namespace.ts'
import { createPod, eventOf, phaseBecomes } from '../support/pods.ts'
import { rolledOut } from '../support/rollouts.ts'
import { quick, target } from '../support/tags.ts'
import { container, deployment, nextImage, pod, service } from '../support/workloads.ts'

const ns = testNamespace('kubectl')
const kubectl = kubectlIn(ns)
const manifest = (body: object, kind: string, apiVersion = 'v1') => JSON.stringify({ apiVersion, kind, ...body })
const words = (line = '') => line.trim().split(/ {2,}/)

beforeAll(async () => {
  if (!hasKubectl) return
  ok(await api.post(ns.apps('deployments'), deployment('web')))
  ok(await api.post(ns.core('services'), service('web')))
  await rolledOut(ns, 'web')
})

const suite = hasKubectl ? quick : quick.skip

suite(`kubectl${hasKubectl ? '' : ' (skipped: it is not installed)'}`, () => {
  it('get: tables, wide, several kinds, names, JSON path', async () => {
    const [head, row] = (await kubectl('get deployments')).split('\n')
    expect(words(head)).toEqual(['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'])
    expect(words(row).slice(0, 4)).toEqual(['web', '1/1', '1', '1'])
    const wide = words((await kubectl('get pods -o wide')).split('\n')[0])
    expect(wide).toEqual([
      'NAME',
      'READY',
      'STATUS',
      'RESTARTS',
      'AGE',
      'IP',
      'NODE',
      'NOMINATED NODE',
      'READINESS GATES',
    ])
    const names = (await kubectl('get pods,deploy,rs,svc -o name')).trim().split('\n')
    expect(names.map(name => name.replace(/\/web.*/, ''))).toEqual([
      'pod',
      'deployment.apps',
      'replicaset.apps',
      'service',
    ])
    expect(await kubectl('get deploy web -o jsonpath={.spec.replicas}')).toBe('1')
    expect(await kubectl('get all')).toMatch(/^NAME +READY +STATUS/)
  })

  it('get: what is not there', async () => {
    const missing = await run(['-n', ns.name, 'get', 'pods', 'missing'])
    expect([missing.code, missing.err]).toEqual([1, 'Error from server (NotFound): pods "missing" not found\n'])
    const kind = await run(['-n', ns.name, 'get', 'things'])
    expect([kind.code, kind.err]).toEqual([1, 'error: the server doesn\'t have a resource type "things"\n'])
    const none = await run(['-n', ns.name, 'get', 'statefulsets'])
    expect([none.code, none.err]).toEqual([0, `No resources found in ${ns.name} namespace.\n`])
  })

  it('get events, and kubectl events', async () => {
    const [head, ...rows] = (await kubectl('get events')).trim().split('\n')
    expect(words(head)).toEqual(['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'])
    expect(rows.join('\n')).toMatch(
      /Normal +ScalingReplicaSet +deployment\/web +Scaled up replica set web-\w+ from 0 to 1/,
    )
    expect(await kubectl('events --for deployment/web')).toMatch(/ScalingReplicaSet/)
  })

  it('describe: a pod, a Deployment, a Service, a node', async () => {
    const podText = await kubectl('describe pods -l app=web')
    expect(podText).toMatch(/^Name: +web-/)
    expect(podText).toMatch(/^Controlled By: +ReplicaSet\/web-/m)
    expect(podText).toMatch(/^ {4}State: +Running$/m)
    expect(podText).toMatch(/^ {4}Restart Count: +0$/m)
    expect(podText).toMatch(/^QoS Class: +BestEffort$/m)
    expect(podText).toMatch(/^ +Normal +Started +\S+( \(x\d+ over \S+\))? +kubelet +Started container tool$/m)
    const deployText = await kubectl('describe deploy web')
    expect(deployText).toMatch(/^Replicas: +1 desired \| 1 updated \| 1 total \| 1 available \| 0 unavailable$/m)
    expect(deployText).toMatch(/^ {2}Available +True +MinimumReplicasAvailable$/m)
    expect(deployText).toMatch(/^NewReplicaSet: +web-\w+ \(1\/1 replicas created\)$/m)
    expect(await kubectl('describe svc web')).toMatch(/^Endpoints: +[\d.]+:8080$/m)
    expect((await run(['describe', 'nodes'])).out).toMatch(/^ {2}Ready +True /m)
  })

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

  it('logs, with its options', async () => {
    await createPod(ns, pod('talking', container({ PRINT_COUNT: 5, EXIT_CODE: 0 }), { restartPolicy: 'Never' }))
    await phaseBecomes(ns, 'talking', 'Succeeded')
    expect(await kubectl('logs talking --tail=2')).toBe('line 4\nline 5\n')
    expect(await kubectl('logs -f talking')).toBe('line 1\nline 2\nline 3\nline 4\nline 5\n')
    expect(await kubectl('logs deploy/web --tail=1')).toBe('listening\n')
    expect(await kubectl('logs -l app=talking --prefix --tail=1')).toBe('[pod/talking/tool] line 5\n')
    const previous = await run(['-n', ns.name, 'logs', 'talking', '-p'])
    expect(previous.err).toBe(
      'Error from server (BadRequest): previous terminated container "tool" in pod "talking" not found\n',
    )
  })

  it('auth can-i, whoami, and what is forbidden', async () => {
    const token = await account(ns, 'limited', [
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['deployments/scale'], resourceNames: ['web'], verbs: ['patch', 'get'] },
    ])
    const asAccount = await kubectlAs(token)
    const ask = (...question: string[]) => asAccount(['-n', ns.name, ...question])
    await eventually(async () => expect((await ask('auth', 'can-i', 'list', 'pods')).out).toBe('yes\n'))
    expect(await ask('auth', 'can-i', 'delete', 'pods')).toMatchObject({ code: 1, out: 'no\n' })
    expect((await ask('auth', 'can-i', 'patch', 'deployments/web', '--subresource=scale')).out).toBe('yes\n')
    expect((await ask('auth', 'can-i', 'patch', 'deployments', '--subresource=scale')).out).toBe('no\n')
    expect((await ask('auth', 'can-i', '--list')).out).toMatch(
      /^deployments\.apps\/scale +\[\] +\[web\] +\[patch get\]$/m,
    )
    expect((await ask('auth', 'whoami')).out).toMatch(new RegExp(`Username +system:serviceaccount:${ns.name}:limited`))
    const forbidden = await ask('get', 'secrets')
    expect(forbidden.err).toBe(
      `Error from server (Forbidden): secrets is forbidden: User "system:serviceaccount:${ns.name}:limited" cannot list resource "secrets" in API group "" in the namespace "${ns.name}"\n`,
    )
    const as = `--as=system:serviceaccount:${ns.name}:limited`
    expect((await run(['auth', 'can-i', 'list', 'pods', as, '-n', ns.name])).out).toBe('yes\n')
  })

  it('api-resources, explain, version', async () => {
    expect((await run(['api-resources', '--api-group=apps', '-o', 'name'])).out).toMatch(/^deployments\.apps$/m)
    expect((await run(['explain', 'deployment.spec.strategy'])).out).toMatch(/^FIELD: strategy <DeploymentStrategy>$/m)
    expect((await run(['version'])).out).toMatch(/^Server Version: v1\.34\./m)
    expect((await run(['get', '--raw', '/readyz'])).out).toBe('ok')
  })

  it.skipIf(target === 'kubernetes')('top pods (skipped elsewhere: a cluster may have no metrics server)', async () => {
    await eventually(async () => {
      const [head, row] = (await kubectl('top pods -l app=web')).split('\n')
      expect(words(head)).toEqual(['NAME', 'CPU(cores)', 'MEMORY(bytes)'])
      expect(row).toMatch(/^web-\S+ +\d+m +\d+Mi/)
    }, 60)
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

  it.runIf(target === 'process cluster')('exec is refused with 405 that names why', async () => {
    const [name] = (await kubectl('get pods -l app=web -o name')).trim().split('\n')
    const answer = await api.post<{ reason: string; message: string }>(
      ns.core(`pods/${name?.replace('pod/', '')}/exec?command=ls`),
      undefined,
    )
    expect([answer.code, answer.body.reason]).toEqual([405, 'MethodNotAllowed'])
    const ran = await run(['-n', ns.name, 'exec', name ?? '', '--', 'ls'])
    expect(ran.code).not.toBe(0)
  })
})
