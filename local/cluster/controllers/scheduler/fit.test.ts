import { expect, it } from 'vitest'
import type { Node, Pod } from '../../client/types.ts'
import { misfits, podRequests, unschedulableMessage } from './fit.ts'

const meta = (name: string) => ({ name, namespace: 'shop', uid: name, resourceVersion: '1' })
const node: Node = {
  metadata: { ...meta('local'), labels: { disk: 'ssd' } },
  status: { allocatable: { cpu: '2', memory: '1Gi', pods: '2' } },
}
const pod = (memory: string, spec: Partial<Pod['spec']> = {}): Pod => ({
  metadata: meta('p'),
  spec: { containers: [{ name: 'c', resources: { requests: { memory } } }], ...spec },
})

it('adds requests up, counts a limit as a request, and takes the largest init container', () => {
  const wanted = podRequests({
    metadata: meta('p'),
    spec: {
      initContainers: [{ name: 'i', resources: { requests: { memory: '300Mi' } } }],
      containers: [
        { name: 'a', resources: { requests: { memory: '64Mi', cpu: '100m' } } },
        { name: 'b', resources: { limits: { memory: '64Mi' } } },
      ],
    },
  })
  expect(wanted).toEqual({ memory: 300 * 2 ** 20, cpu: 0.1 })
})

it('says in the words of the scheduler why a pod fits nowhere', () => {
  expect(misfits(pod('512Mi'), node, [pod('256Mi')])).toEqual([])
  expect(misfits(pod('512Mi'), node, [pod('768Mi')])).toEqual(['Insufficient memory'])
  expect(misfits(pod('1Mi'), node, [pod('1Mi'), pod('1Mi')])).toEqual(['Too many pods'])
  expect(misfits(pod('1Mi', { nodeSelector: { disk: 'tape' } }), node, [])).toEqual([
    "node(s) didn't match Pod's node affinity/selector",
  ])
  expect(misfits(pod('1Mi'), { ...node, spec: { unschedulable: true } }, [])).toEqual(['node(s) were unschedulable'])
  expect(unschedulableMessage([['Insufficient memory']])).toBe(
    '0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
  )
  expect(unschedulableMessage([])).toBe('no nodes available to schedule pods')
})
