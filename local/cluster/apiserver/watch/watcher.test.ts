import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../object.ts'
import { parseFieldSelector, parseLabelSelector } from '../registry/selectors.ts'
import { supportedFields } from '../resources/definition.ts'
import { findResource } from '../resources/index.ts'
import { type Selection, watchEventOf } from './watcher.ts'

const definition = findResource('', 'v1', 'pods')
if (!definition) throw new Error('pods are not served')

const pod = (version: number, app: string, phase = 'Running'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'p',
    namespace: 'a',
    uid: 'u',
    resourceVersion: String(version),
    creationTimestamp: '',
    labels: { app },
  },
  status: { phase },
})

const selection = (labels: string | null, fields: string | null = null, namespace?: string): Selection => ({
  definition,
  namespace,
  labels: parseLabelSelector(labels),
  fields: parseFieldSelector(fields, supportedFields(definition)),
})

const modified = (object: KubeObject, previous: KubeObject) => ({
  revision: 2,
  type: 'MODIFIED' as const,
  storage: 'pods',
  object,
  previous,
})

describe('watchEventOf', () => {
  it('shows an object that comes into the selection as ADDED', () => {
    expect(watchEventOf(selection('app=b'), modified(pod(2, 'b'), pod(1, 'a')))?.type).toBe('ADDED')
  })

  it('shows an object that leaves it as DELETED, in its last selected state at the new version', () => {
    const event = watchEventOf(selection('app=a'), modified(pod(2, 'b'), pod(1, 'a')))
    expect(event).toMatchObject({
      type: 'DELETED',
      object: { metadata: { labels: { app: 'a' }, resourceVersion: '2' } },
    })
  })

  it('does the same for fields', () => {
    const event = watchEventOf(selection(null, 'status.phase=Running'), modified(pod(2, 'a', 'Failed'), pod(1, 'a')))
    expect(event?.type).toBe('DELETED')
  })

  it('is silent about other namespaces', () => {
    expect(watchEventOf(selection(null, null, 'b'), modified(pod(2, 'a'), pod(1, 'a')))).toBeUndefined()
  })
})
