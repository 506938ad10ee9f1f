import { expect, it } from 'vitest'
import type { Pod, Service } from '../../client/types.ts'
import { endpointSlices, endpoints } from './build.ts'
import { HOST_PORTS_ANNOTATION } from './host-ports.ts'

const service: Service = {
  metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '1' },
  spec: { clusterIP: '127.96.0.5', selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
}

function pod(name: string, ip: string, shape: { ready?: boolean; ending?: boolean; hostPorts?: string } = {}): Pod {
  const { ready = true, ending = false, hostPorts } = shape
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      resourceVersion: '1',
      labels: { app: 'web' },
      ...(ending && { deletionTimestamp: '2026-01-01T00:00:00Z' }),
      ...(hostPorts && { annotations: { [HOST_PORTS_ANNOTATION]: hostPorts } }),
    },
    spec: { nodeName: 'local', containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }] },
    status: { phase: 'Running', podIP: ip, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  }
}

it('lists every pod with what it is: ready, serving, terminating', () => {
  const pods = [
    pod('a', '127.64.0.1'),
    pod('b', '127.64.0.2', { ready: false }),
    pod('c', '127.64.0.3', { ending: true }),
  ]
  const [slice, ...more] = endpointSlices(service, pods)
  expect(more).toEqual([])
  expect(slice?.ports).toMatchObject([{ name: 'http', port: 8080, protocol: 'TCP' }])
  expect(slice?.endpoints.map(({ addresses, conditions }) => [addresses[0], conditions])).toEqual([
    ['127.64.0.1', { ready: true, serving: true, terminating: false }],
    ['127.64.0.2', { ready: false, serving: false, terminating: false }],
    ['127.64.0.3', { ready: false, serving: true, terminating: true }],
  ])
  expect(endpoints(service, pods).subsets).toMatchObject([
    {
      addresses: [{ ip: '127.64.0.1' }],
      notReadyAddresses: [{ ip: '127.64.0.2' }],
      ports: [{ name: 'http', port: 8080 }],
    },
  ])
})

it('puts pods whose ports lead to different numbers into different slices', () => {
  const pods = [
    pod('a', '127.0.0.1', { hostPorts: '{"8080":4001}' }),
    pod('b', '127.0.0.1', { hostPorts: '{"8080":4002}' }),
  ]
  expect(endpointSlices(service, pods).map(({ ports }) => ports?.[0]?.port)).toEqual([4001, 4002])
})

it('keeps one empty slice for a Service without pods, and leaves out pods without address or life', () => {
  const waiting = pod('a', '')
  const ended = { ...pod('b', '127.64.0.2'), status: { phase: 'Succeeded', podIP: '127.64.0.2' } }
  expect(endpointSlices(service, [waiting, ended])).toMatchObject([{ endpoints: [], ports: [] }])
  expect(endpoints(service, [waiting, ended]).subsets).toBeUndefined()
})
