import { expect, it } from 'vitest'
import type { Deployment } from '../../client/types.ts'
import { isComplete } from './status.ts'

const deployment = (replicas: number): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '1', generation: 2 },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } },
  },
})

it('is complete when every count is what is wanted and the newest generation was seen', () => {
  const counts = { replicas: 2, updatedReplicas: 2, availableReplicas: 2 }
  expect(isComplete(deployment(2), { ...counts, observedGeneration: 2 })).toBe(true)
  expect(isComplete(deployment(2), { ...counts, observedGeneration: 1 })).toBe(false)
  expect(isComplete(deployment(2), { ...counts, availableReplicas: 1, observedGeneration: 2 })).toBe(false)
})

it('is complete with zero replicas, whose counts the API leaves out', () => {
  expect(isComplete(deployment(0), { observedGeneration: 2 })).toBe(true)
})
