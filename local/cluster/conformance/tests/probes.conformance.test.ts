import type { V1EndpointSliceList, V1Endpoints } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { testNamespace } from '../support/namespace.ts'
import {
  condition,
  containerBecomes,
  containerStatus,
  createPod,
  eventOf,
  eventsOf,
  getPod,
  isReady,
} from '../support/pods.ts'
import { quick } from '../support/tags.ts'
import { pod, server, service } from '../support/workloads.ts'

const ns = testNamespace('probes')

quick('probes', { concurrent: true }, () => {
  it('liveness: after failureThreshold failures the container is started again', async () => {
    const livenessProbe = { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 2 }
    const name = await createPod(
      ns,
      pod('sick', server({ UNHEALTHY_AFTER_SECONDS: 3 }, { livenessProbe }), { terminationGracePeriodSeconds: 20 }),
    )
    const status = await containerBecomes(ns, name, each => each.restartCount >= 1)
    // The tool answers SIGTERM by exit 0: that is what the container's end looks like, whoever asked for it.
    expect(status.lastState?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' })
    const unhealthy = await eventOf(ns, name, 'Unhealthy')
    const events = [unhealthy, await eventOf(ns, name, 'Killing')]
    expect(events.map(event => [event.type, event.message])).toEqual([
      [
        'Warning',
        expect.stringMatching(
          /^(Liveness probe failed: HTTP probe failed with statuscode: 500|Readiness probe failed: .*)$/,
        ),
      ],
      ['Normal', 'Container tool failed liveness probe, will be restarted'],
    ])
  })

  it('liveness: SIGTERM, then SIGKILL after the grace period: 137', async () => {
    const livenessProbe = { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 1 }
    const tool = { UNHEALTHY_AFTER_SECONDS: 2, IGNORE_SIGTERM: 'true' }
    const name = await createPod(ns, pod('sick-stubborn', server(tool, { livenessProbe, readinessProbe: undefined })))
    const status = await containerBecomes(ns, name, each => each.restartCount >= 1)
    expect(status.lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'Error' })
  })

  it('readiness: in and out of the endpoints of a Service', async () => {
    ok(await api.post(ns.core('services'), service('flapping')))
    const tool = { READY_AFTER_SECONDS: 5, UNREADY_AFTER_SECONDS: 10 }
    const readinessProbe = { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 1, failureThreshold: 1 }
    const name = await createPod(ns, pod('flapping', server(tool, { readinessProbe })))
    const endpoints = async () => ok(await api.get<V1Endpoints>(ns.core('endpoints/flapping'))).subsets?.[0]
    const slice = async () => {
      const path = ns.group('discovery.k8s.io/v1', 'endpointslices')
      const list = ok(
        await api.get<V1EndpointSliceList>(`${path}?labelSelector=kubernetes.io%2Fservice-name%3Dflapping`),
      )
      return list.items[0]
    }

    await eventually(async () => expect((await endpoints())?.notReadyAddresses).toHaveLength(1))
    expect((await slice())?.endpoints?.[0]?.conditions).toEqual({ ready: false, serving: false, terminating: false })
    await containerBecomes(ns, name, isReady)
    await eventually(async () => expect((await endpoints())?.addresses).toHaveLength(1))
    const { status } = await getPod(ns, name)
    const subset = await endpoints()
    expect(subset?.addresses?.[0]).toMatchObject({ ip: status?.podIP, targetRef: { kind: 'Pod', name: 'flapping' } })
    expect(subset?.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }])
    await eventually(async () => {
      const ready = await slice()
      expect(ready).toMatchObject({ addressType: 'IPv4', ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] })
      expect(ready?.metadata?.labels).toMatchObject({ 'kubernetes.io/service-name': 'flapping' })
      expect(ready?.endpoints?.[0]).toMatchObject({
        addresses: [status?.podIP],
        conditions: { ready: true, serving: true, terminating: false },
        targetRef: { kind: 'Pod', name: 'flapping', namespace: ns.name },
      })
    })

    await containerBecomes(ns, name, each => !isReady(each))
    expect(await condition(ns, name, 'Ready')).toMatchObject({ status: 'False', reason: 'ContainersNotReady' })
    await eventually(async () => expect((await endpoints())?.addresses).toBeUndefined())
    expect((await containerStatus(ns, name)).restartCount).toBe(0)
    const messages = (await eventsOf(ns, name)).map(event => event.message)
    expect(messages).toContain('Readiness probe failed: HTTP probe failed with statuscode: 503')
  })

  it('startup: keeps liveness away until it has succeeded', async () => {
    const livenessProbe = { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 1 }
    const startupProbe = { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 30 }
    const name = await createPod(ns, pod('late', server({ HEALTHY_AFTER_SECONDS: 5 }, { livenessProbe, startupProbe })))
    const early = await containerBecomes(ns, name, status => status.state?.running !== undefined)
    expect(early).toMatchObject({ started: false, ready: false })
    const status = await containerBecomes(ns, name, isReady)
    expect(status).toMatchObject({ started: true, restartCount: 0 })
    expect((await eventOf(ns, name, 'Unhealthy')).message).toMatch(
      /^Startup probe failed: Get "http:\/\/[\d.]+:8080\/healthz": dial tcp [\d.]+:8080: connect: connection refused$/,
    )
  })

  it('startup: after failureThreshold failures the container is started again', async () => {
    const startupProbe = { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 2 }
    const name = await createPod(ns, pod('too-late', server({ HEALTHY_AFTER_SECONDS: 60 }, { startupProbe })))
    await containerBecomes(ns, name, status => status.restartCount >= 1)
    expect((await eventOf(ns, name, 'Killing')).message).toBe('Container tool failed startup probe, will be restarted')
  })

  it('tcpSocket', async () => {
    const readinessProbe = { tcpSocket: { port: 8080 }, periodSeconds: 1 }
    const name = await createPod(ns, pod('tcp', server({ HEALTHY_AFTER_SECONDS: 3 }, { readinessProbe })))
    await containerBecomes(ns, name, isReady)
    expect((await eventOf(ns, name, 'Unhealthy')).message).toMatch(
      /^Readiness probe failed: dial tcp [\d.]+:8080: connect: connection refused$/,
    )
  })

  it('initialDelaySeconds', async () => {
    const readinessProbe = { httpGet: { path: '/readyz', port: 8080 }, initialDelaySeconds: 4, periodSeconds: 1 }
    const name = await createPod(ns, pod('delayed', server({}, { readinessProbe })))
    const status = await containerBecomes(ns, name, isReady)
    const ready = (await getPod(ns, name)).status?.conditions?.find(each => each.type === 'Ready')
    const started = new Date(status.state?.running?.startedAt ?? Number.NaN).getTime()
    const readyAt = new Date(ready?.lastTransitionTime ?? Number.NaN).getTime()
    expect(readyAt - started).toBeGreaterThanOrEqual(3000)
  })
})
