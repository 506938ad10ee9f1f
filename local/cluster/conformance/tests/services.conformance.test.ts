import type { V1EndpointSliceList, V1Service } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import { createPod, getPods, log, phaseBecomes } from '../support/pods.ts'
import { rolledOut } from '../support/rollouts.ts'
import { quick, target } from '../support/tags.ts'
import { container, deployment, pod, service } from '../support/workloads.ts'

const ns = testNamespace('services')
const once = { restartPolicy: 'Never' }
const fetched = async (name: string, url: string, times = 1) => {
  await createPod(ns, pod(name, container({ FETCH: url, FETCH_TIMES: times, EXIT_CODE: 0 }), once))
  await phaseBecomes(ns, name, 'Succeeded', 60)
  return (await log(ns, name)).trim().split('\n')
}

quick('Service variables', () => {
  it('name every Service with a cluster address that was there before the pod', async () => {
    const ports = [
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'metrics', port: 9090, targetPort: 9090 },
    ]
    const made = ok(await api.post<V1Service>(ns.core('services'), service('two-ports', { ports })))
    ok(await api.post(ns.core('services'), service('headless', { clusterIP: 'None' })))
    const address = made.spec?.clusterIP
    const tool = { PRINT_ENV: 'TWO_PORTS_,HEADLESS_,KUBERNETES_SERVICE', EXIT_CODE: 0 }
    await createPod(ns, pod('reader', container(tool), once))
    await phaseBecomes(ns, 'reader', 'Succeeded')
    const kubernetes = ok(await api.get<V1Service>('/api/v1/namespaces/default/services/kubernetes')).spec
    const lines = (await log(ns, 'reader')).trim().split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/^KUBERNETES_SERVICE_HOST=\d+\.\d+\.\d+\.\d+$/),
      expect.stringMatching(/^KUBERNETES_SERVICE_PORT=\d+$/),
      expect.stringMatching(/^KUBERNETES_SERVICE_PORT_HTTPS=\d+$/),
      `TWO_PORTS_PORT=tcp://${address}:80`,
      `TWO_PORTS_PORT_80_TCP=tcp://${address}:80`,
      `TWO_PORTS_PORT_80_TCP_ADDR=${address}`,
      'TWO_PORTS_PORT_80_TCP_PORT=80',
      'TWO_PORTS_PORT_80_TCP_PROTO=tcp',
      `TWO_PORTS_PORT_9090_TCP=tcp://${address}:9090`,
      `TWO_PORTS_PORT_9090_TCP_ADDR=${address}`,
      'TWO_PORTS_PORT_9090_TCP_PORT=9090',
      'TWO_PORTS_PORT_9090_TCP_PROTO=tcp',
      `TWO_PORTS_SERVICE_HOST=${address}`,
      'TWO_PORTS_SERVICE_PORT=80',
      'TWO_PORTS_SERVICE_PORT_HTTP=80',
      'TWO_PORTS_SERVICE_PORT_METRICS=9090',
    ])
    // A process cluster's pods reach the API server where it listens, which is not at its Service's address.
    if (target === 'kubernetes') {
      expect(lines[0]).toBe(`KUBERNETES_SERVICE_HOST=${kubernetes?.clusterIP}`)
      expect(lines[1]).toBe(`KUBERNETES_SERVICE_PORT=${kubernetes?.ports?.[0]?.port}`)
    }
  })

  it('are left out with enableServiceLinks: false, but for kubernetes', async () => {
    const tool = { PRINT_ENV: 'TWO_PORTS_,KUBERNETES_SERVICE_HOST', EXIT_CODE: 0 }
    await createPod(ns, pod('unlinked', container(tool), { ...once, enableServiceLinks: false }))
    await phaseBecomes(ns, 'unlinked', 'Succeeded')
    expect(await log(ns, 'unlinked')).toMatch(/^KUBERNETES_SERVICE_HOST=[\d.]+\n$/)
  })
})

quick('Service traffic', () => {
  it('is spread over the ready pods, and refused when there is none', async () => {
    const made = ok(await api.post<V1Service>(ns.core('services'), service('balanced', { type: 'NodePort' })))
    const url = `http://${made.spec?.clusterIP}:8080/`
    expect(await fetched('nobody-there', url)).toEqual(['error ECONNREFUSED'])

    ok(await api.post(ns.apps('deployments'), deployment('balanced', { replicas: 2 })))
    await rolledOut(ns, 'balanced')
    const pods = (await getPods(ns, 'app=balanced')).map(each => each.metadata?.name)
    const seen = await eventually(async () => {
      const path = ns.group('discovery.k8s.io/v1', 'endpointslices')
      const query = 'labelSelector=kubernetes.io%2Fservice-name%3Dbalanced'
      const list = ok(await api.get<V1EndpointSliceList>(`${path}?${query}`))
      expect(list.items[0]?.endpoints?.filter(each => each.conditions?.ready)).toHaveLength(2)
      return list.items[0]
    })
    expect(seen?.metadata?.ownerReferences?.[0]).toMatchObject({ kind: 'Service', name: 'balanced', controller: true })
    expect(seen?.metadata?.name).toMatch(/^balanced-[a-z0-9]{5}$/)
    let calls = 0
    await eventually(async () => {
      const answers = await fetched(`caller-${calls++}`, url, 30)
      expect(new Set(answers)).toEqual(new Set(pods.map(pod => `200 ${pod}`)))
    }, 40)

    const node = `http://${(await getPods(ns, 'app=balanced'))[0]?.status?.hostIP}:${made.spec?.ports?.[0]?.nodePort}/`
    const [answer] = await fetched('through-the-node', node)
    expect(pods.map(pod => `200 ${pod}`)).toContain(answer)
  })

  it('a NodePort asked for is given, and taken only once', async () => {
    const made = ok(await api.post<V1Service>(ns.core('services'), service('first', { type: 'NodePort' })))
    const nodePort = made.spec?.ports?.[0]?.nodePort
    const same = service('second', { type: 'NodePort', ports: [{ port: 80, targetPort: 8080, nodePort }] })
    const taken = await api.post<{ message: string }>(ns.core('services'), same)
    expect([taken.code, taken.body.message]).toEqual([
      422,
      `Service "second" is invalid: spec.ports[0].nodePort: Invalid value: ${nodePort}: provided port is already allocated`,
    ])
    ok(await api.delete(ns.core('services/first')))
    const given = ok(await api.post<V1Service>(ns.core('services'), same))
    expect(given.spec?.ports?.[0]?.nodePort).toBe(nodePort)
  })

  it('a cluster address stays with its Service', async () => {
    const made = ok(await api.post<V1Service>(ns.core('services'), service('steady')))
    const moved = { ...made, spec: { ...made.spec, clusterIP: undefined, clusterIPs: undefined } }
    expect(ok(await api.put<V1Service>(ns.core('services/steady'), moved)).spec?.clusterIP).toBe(made.spec?.clusterIP)
    const labelled = await api.patch<V1Service>('merge', ns.core('services/steady'), {
      spec: { selector: { app: 'x' } },
    })
    expect(ok(labelled).spec?.clusterIP).toBe(made.spec?.clusterIP)
  })
})
