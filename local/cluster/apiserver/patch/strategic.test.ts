import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../object.ts'
import { strategicMerge } from './strategic.ts'

const schema = { $ref: '#/components/schemas/io.k8s.api.apps.v1.Deployment' }
const secret = (name: string) => ({ secretKeyRef: { name, key: 'k' } })
const env = [
  { name: 'A', value: '1' },
  { name: 'B', value: '2' },
  { name: 'K', valueFrom: secret('s') },
]
const container = { name: 'c', image: 'i:1', env }
const withContainers = (containers: object[], more: object = {}): JsonObject => ({
  spec: { template: { spec: { containers, ...more } } },
})
const live = withContainers([container, { name: 'e', image: 'i:2' }])

const containersOf = (object: JsonObject) =>
  (object as { spec: { template: { spec: { containers: { name: string; env?: object[]; image?: string }[] } } } }).spec
    .template.spec.containers
const envAfter = (change: object) =>
  containersOf(strategicMerge(live, withContainers([{ name: 'c', ...change }]), schema))[0]?.env

describe('strategicMerge', () => {
  it('merges containers and variables by name, and puts a new one first', () => {
    expect(
      envAfter({
        env: [
          { name: 'Z', value: '9' },
          { name: 'A', value: 'x' },
        ],
      }),
    ).toEqual([{ name: 'Z', value: '9' }, { name: 'A', value: 'x' }, ...env.slice(1)])
  })

  it('keeps valueFrom beside a new value, unless it is set to null', () => {
    expect(envAfter({ env: [{ name: 'K', value: 'x' }] })?.[2]).toEqual({
      name: 'K',
      value: 'x',
      valueFrom: secret('s'),
    })
    expect(envAfter({ env: [{ name: 'K', value: 'x', valueFrom: null }] })?.[2]).toEqual({ name: 'K', value: 'x' })
  })

  it('reverts one field of a reference', () => {
    expect(envAfter({ env: [{ name: 'K', valueFrom: { secretKeyRef: { name: 'other' } } }] })?.[2]).toEqual({
      name: 'K',
      valueFrom: secret('other'),
    })
  })

  it('deletes an element by its key', () => {
    expect(envAfter({ env: [{ name: 'A', $patch: 'delete' }] })).toEqual(env.slice(1))
    const left = strategicMerge(live, withContainers([{ name: 'e', $patch: 'delete' }]), schema)
    expect(containersOf(left).map(({ name }) => name)).toEqual(['c'])
  })

  it('empties the list when an element says replace', () => {
    expect(envAfter({ env: [{ $patch: 'replace', name: 'A', value: 'x' }] })).toEqual([])
  })

  it('follows $setElementOrder', () => {
    const order = [{ name: 'K' }, { name: 'B' }, { name: 'A' }]
    expect(envAfter({ '$setElementOrder/env': order })).toEqual([...env].reverse())
  })

  it('keeps only what $retainKeys names', () => {
    const volumes = [{ name: 'v', emptyDir: {} }]
    const change = { volumes: [{ $retainKeys: ['name', 'secret'], name: 'v', secret: { secretName: 's' } }] }
    const merged = strategicMerge(withContainers([], { volumes }), withContainers([], change), schema)
    expect(merged).toEqual(withContainers([], { volumes: [{ name: 'v', secret: { secretName: 's' } }] }))
  })

  it('replaces lists without a merge key', () => {
    const args = (list: string[]) => withContainers([{ name: 'c', args: list }])
    expect(strategicMerge(args(['a', 'b']), args(['c']), schema)).toEqual(args(['c']))
  })

  it('adds to and removes from lists of plain values', () => {
    const object = { metadata: { finalizers: ['a/a', 'b/b'] } }
    const added = strategicMerge(object, { metadata: { finalizers: ['c/c'] } }, schema)
    expect((added.metadata as JsonObject).finalizers).toEqual(['c/c', 'a/a', 'b/b'])
    const removed = strategicMerge(object, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/a'] } }, schema)
    expect((removed.metadata as JsonObject).finalizers).toEqual(['b/b'])
  })

  it('changes neither of its arguments', () => {
    const before = structuredClone(live)
    strategicMerge(live, withContainers([{ name: 'c', env: [{ name: 'A', value: 'x' }] }]), schema)
    expect(live).toEqual(before)
  })

  it('refuses an element without its key and an unknown directive', () => {
    expect(() => strategicMerge(live, withContainers([{ image: 'i' }]), schema)).toThrow(
      'map: map[image:i] does not contain declared merge key: name',
    )
    expect(() => strategicMerge(live, { spec: { $patch: 'foo' } }, schema)).toThrow('unknown patch type: foo')
  })
})
