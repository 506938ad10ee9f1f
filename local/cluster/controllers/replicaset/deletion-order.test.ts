import { expect, it } from 'vitest'
import type { Pod } from '../../client/types.ts'
import { podsToDelete } from './deletion-order.ts'

interface Shape {
  node?: string
  phase?: string
  readyAt?: string
  restarts?: number
  createdAt?: string
  cost?: string
}

function pod(name: string, shape: Shape = {}): Pod {
  const { node = 'local', phase = 'Running', readyAt, restarts = 0, createdAt = '2026-01-01T00:00:00Z', cost } = shape
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: createdAt,
      ...(cost && { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
    },
    spec: { containers: [], ...(node && { nodeName: node }) },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: readyAt ? 'True' : 'False', lastTransitionTime: readyAt }],
      containerStatuses: [{ name: 'c', image: '', imageID: '', ready: true, restartCount: restarts }],
    },
  }
}

const early = '2026-01-01T00:00:10Z'
const late = '2026-01-01T00:00:20Z'

it.each<[string, Pod, Pod]>([
  ['without a node', pod('a', { node: '' }), pod('b')],
  ['pending', pod('a', { phase: 'Pending' }), pod('b')],
  ['not ready', pod('a', { createdAt: early }), pod('b', { readyAt: early, createdAt: late })],
  ['of lower deletion cost', pod('a', { readyAt: early, cost: '-5' }), pod('b', { readyAt: late })],
  ['ready for less time', pod('a', { readyAt: late }), pod('b', { readyAt: early })],
  ['restarted more often', pod('a', { readyAt: early, restarts: 2 }), pod('b', { readyAt: early, restarts: 1 })],
  ['newer', pod('a', { readyAt: late, createdAt: late }), pod('b', { readyAt: late, createdAt: early })],
])('deletes the pod %s first', (_, first, second) => {
  expect(podsToDelete([second, first], 1)).toEqual([first])
  expect(podsToDelete([first, second], 2)).toEqual([first, second])
})
