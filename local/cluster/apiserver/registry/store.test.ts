import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KubeObject } from '../object.ts'
import type { StoreEvent } from './event-hub.ts'
import { Store } from './store.ts'

let directory: string
let store: Store

const configMap = (name: string, data: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'a', uid: name, resourceVersion: '', creationTimestamp: '2026-01-01T00:00:00Z' },
  data,
})

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'apiserver-store-'))
  store = Store.open(directory)
})
afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true })
})

describe('Store', () => {
  it('counts one revision per change and publishes in that order', async () => {
    const seen: StoreEvent[] = []
    store.hub.subscribe('configmaps', event => seen.push(event))
    await Promise.all([
      store.write(tx => tx.put('configmaps', configMap('x'))),
      store.write(tx => tx.put('configmaps', configMap('y'))),
      store.write(tx => tx.remove('configmaps', configMap('x'))),
    ])
    expect(seen.map(({ type, revision, object }) => [type, revision, object.metadata.name])).toEqual([
      ['ADDED', 2, 'x'],
      ['ADDED', 3, 'y'],
      ['DELETED', 4, 'x'],
    ])
    expect(store.list('configmaps').map(o => o.metadata.name)).toEqual(['y'])
  })

  it('stores nothing of a change that throws', async () => {
    await expect(
      store.write(() => {
        throw new Error('refused')
      }),
    ).rejects.toThrow('refused')
    expect(store.revision()).toBe(1)
  })

  it('tells a list as it stood at an earlier revision', async () => {
    await store.write(tx => tx.put('configmaps', configMap('x', { v: '1' })))
    await store.write(tx => tx.put('configmaps', configMap('y')))
    const then = store.revision()
    await store.write(tx => tx.put('configmaps', configMap('x', { v: '2' })))
    await store.write(tx => tx.remove('configmaps', configMap('y')))
    await store.write(tx => tx.put('configmaps', configMap('z')))
    expect(store.listAt('configmaps', 'a', then).map(o => [o.metadata.name, o.data])).toEqual([
      ['x', { v: '1' }],
      ['y', {}],
    ])
  })

  it('continues counting and watching after it was opened again', async () => {
    await store.write(tx => tx.put('configmaps', configMap('before')))
    await store.write(tx => tx.put('configmaps', configMap('x')))
    await store.close()
    store = Store.open(directory)
    await store.write(tx => tx.put('configmaps', configMap('y')))
    expect(store.since(2, 'configmaps').map(e => e.object.metadata.name)).toEqual(['x', 'y'])
  })

  it('answers 410 for the revision of the empty store', async () => {
    await store.write(tx => tx.put('configmaps', configMap('x')))
    expect(() => store.since(1, 'configmaps')).toThrow('too old resource version: 1 (2)')
  })

  it('answers 410 for a revision whose changes are no longer kept', async () => {
    for (let i = 0; i < 42; i++) {
      await store.write(tx => {
        for (let j = 0; j < 100; j++) tx.put('configmaps', configMap('x', { i: String(i), j: String(j) }))
      })
    }
    expect(() => store.since(5, 'configmaps')).toThrow('too old resource version: 5 (105)')
    expect(store.since(4200, 'configmaps')).toHaveLength(1)
  })
})
