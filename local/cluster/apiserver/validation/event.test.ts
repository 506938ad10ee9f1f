import { expect, it } from 'vitest'
import { validateEvent } from './event.ts'

const event = (namespace: string, involved?: string) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'a', namespace, uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  involvedObject: { kind: 'Pod', name: 'a', ...(involved !== undefined && { namespace: involved }) },
})

it('wants an Event in the namespace of its object', () => {
  expect(validateEvent(event('shop', 'shop'))).toEqual([])
  expect(validateEvent(event('shop', 'default'))).toEqual([
    {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: "default": does not match event.namespace',
      field: 'involvedObject.namespace',
    },
  ])
})

it('wants an Event about an object without a namespace in default', () => {
  expect(validateEvent(event('default'))).toEqual([])
  expect(validateEvent(event('shop'))).toHaveLength(1)
})
