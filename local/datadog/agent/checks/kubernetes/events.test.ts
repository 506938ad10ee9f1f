import type { Event } from '@chat-demo/cluster/client'
import { expect, it } from 'vitest'
import { PodIndex } from '../../kubernetes/pod-index.ts'
import { testPod } from '../../testing/pods.ts'
import { eventRow, occurrence } from './events.ts'

const event: Event = {
  metadata: { name: 'e', namespace: 'chat-demo', uid: 'event', resourceVersion: '5' },
  involvedObject: { kind: 'Pod', name: 'backend-7d9f4c8b6-x2x4z', namespace: 'chat-demo', uid: 'uid-1' },
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  source: { component: 'kubelet', host: 'local' },
  count: 3,
  lastTimestamp: '2026-01-01T00:00:10Z',
}

it('an event of the cluster says whom it is about and why', () => {
  const pods = new PodIndex()
  pods.take(testPod({}), undefined)
  const row = eventRow(event, '17', pods, 'local')
  expect(row).toMatchObject({
    id: '17',
    time: Date.parse('2026-01-01T00:00:10Z'),
    title: 'Pod chat-demo/backend-7d9f4c8b6-x2x4z: BackOff',
    text: 'Back-off restarting failed container',
    source: 'kubernetes',
    status: 'warning',
    host: 'local',
    aggregationKey: 'kubernetes_apiserver:uid-1',
  })
  expect(row.tags).toEqual(
    expect.arrayContaining(['event_reason:BackOff', 'source_component:kubelet', 'service:backend', 'kube_kind:Pod']),
  )
  expect(occurrence(event)).toBe('event-3')
})
