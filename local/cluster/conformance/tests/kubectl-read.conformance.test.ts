import { beforeAll, expect, it } from 'vitest'
import { account } from '../support/account.ts'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { hasKubectl, kubectlAs, kubectlIn, kubectlSuite, run } from '../support/kubectl.ts'
import { testNamespace } from '../support/namespace.ts'
import { createPod, phaseBecomes } from '../support/pods.ts'
import { rolledOut } from '../support/rollouts.ts'
import { target } from '../support/tags.ts'
import { container, deployment, pod, service } from '../support/workloads.ts'

const ns = testNamespace('kubectl-read')
const kubectl = kubectlIn(ns)
const words = (line = '') => line.trim().split(/ {2,}/)

beforeAll(async () => {
  if (!hasKubectl) return
  ok(await api.post(ns.apps('deployments'), deployment('web')))
  ok(await api.post(ns.core('services'), service('web')))
  await rolledOut(ns, 'web')
})

kubectlSuite('kubectl, reading', () => {
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
