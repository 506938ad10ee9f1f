import { expect, describe as group, it } from 'vitest'
import { backendSpec, badImage, workerCrash } from '../testing/fixtures.ts'
import { byHand, compile, describe, describeDifference, forward, hasEffect, Mismatch, planUndo } from './edits.ts'

const worker = (replicas: number) => ({ metadata: { name: 'worker' }, spec: { replicas } })
const backend = (image = 'backend:dev', more: object = {}) => ({
  spec: { ...backendSpec, ...more, template: { spec: { containers: [{ name: 'backend', image }] } } },
})

group('scale', () => {
  it('keeps what was there beside what is written', () => {
    const change = compile(workerCrash.steps, worker(2))
    expect(change.inverse).toEqual([{ path: '/spec/replicas', original: 2, written: 0 }])
    expect(forward(change)).toEqual([
      { op: 'test', path: '/spec/replicas', value: 2 },
      { op: 'replace', path: '/spec/replicas', value: 0 },
    ])
    expect(describe('worker', change)).toBe('worker replicas 2 → 0')
    expect(byHand('chat-demo', 'worker', change)).toBe('kubectl -n chat-demo scale deployment/worker --replicas=2')
  })

  it('knows that there is nothing to do', () => {
    expect(hasEffect(compile(workerCrash.steps, worker(0)))).toBe(false)
  })
})

group('JSON Patch', () => {
  it('carries its tests along, forth and back', () => {
    const change = compile(badImage.steps, backend())
    expect(change.guards).toEqual([{ path: '/spec/template/spec/containers/0/name', value: 'backend' }])
    expect(forward(change).at(-1)).toEqual({ op: 'add', path: '/spec/minReadySeconds', value: 5 })
    expect(describe('backend', change)).toBe('backend image backend:dev → backend:next, minReadySeconds nothing → 5')
    const undo = planUndo(change, backend('backend:next', { minReadySeconds: 5 }))
    expect(undo.operations).toEqual([
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'backend:dev' },
      { op: 'remove', path: '/spec/minReadySeconds' },
    ])
  })

  it('refuses an object that it was not written for', () => {
    expect(() =>
      compile(badImage.steps, { spec: { template: { spec: { containers: [{ name: 'proxy' }] } } } }),
    ).toThrow(Mismatch)
    expect(() => compile(badImage.steps, { spec: {} })).toThrow('/spec/template/spec/containers/0/name is nothing')
  })

  it('prints a patch that can be pasted into a shell', () => {
    const change = { guards: [], toxics: [], inverse: [{ path: '/spec/paused', original: "it's", written: true }] }
    expect(byHand('ns', 'backend', change)).toBe(
      `kubectl -n ns patch deployment/backend --type=json -p '[{"op":"replace","path":"/spec/paused","value":"it'\\''s"}]'`,
    )
  })
})

group('places by name', () => {
  const worker = {
    spec: {
      template: {
        spec: { containers: [{ name: 'worker', image: 'w:1', env: [{ name: 'A' }, { name: 'B', value: 'b' }] }] },
      },
    },
  }
  const env = '/spec/template/spec/containers/[name=worker]/env'

  it('find the index, and guard it', () => {
    const change = compile([{ patch: [{ op: 'add', path: `${env}/[name=A]/value`, value: 'a' }] }], worker)
    expect(change.inverse).toEqual([{ path: '/spec/template/spec/containers/0/env/0/value', written: 'a' }])
    expect(change.guards).toEqual([
      { path: '/spec/template/spec/containers/0/name', value: 'worker' },
      { path: '/spec/template/spec/containers/0/env/0/name', value: 'A' },
    ])
    expect(describe('worker', change)).toBe('worker A nothing → a')
    expect(() => compile([{ patch: [{ op: 'replace', path: `${env}/[name=C]/value`, value: 'a' }] }], worker)).toThrow(
      `there is no ${env}/[name=C]/value`,
    )
  })

  it('append to what stands there', () => {
    const path = '/spec/template/spec/containers/[name=worker]/image'
    const change = compile([{ patch: [{ op: 'append', path, value: '-next' }] }], worker)
    expect(change.inverse).toEqual([
      { path: '/spec/template/spec/containers/0/image', original: 'w:1', written: 'w:1-next' },
    ])
    expect(() => compile([{ patch: [{ op: 'append', path: '/spec/template', value: 'x' }] }], worker)).toThrow(Mismatch)
  })
})

group('undo', () => {
  const change = compile(badImage.steps, backend())

  it('restores only what is still ours', () => {
    const undo = planUndo(change, backend('backend:other', { minReadySeconds: 5 }))
    expect(undo.operations).toEqual([{ op: 'remove', path: '/spec/minReadySeconds' }])
    expect(undo.changedByOthers).toHaveLength(1)
    expect(undo.changedByOthers.map(one => describeDifference('backend', one, change.guards))).toEqual([
      'backend image is backend:other; we wrote backend:next and it was backend:dev before',
    ])
  })

  it('leaves alone what stands as before already', () => {
    const undo = planUndo(change, backend())
    expect(undo.operations).toEqual([])
    expect(undo.already).toHaveLength(2)
  })

  it('touches nothing when the containers have moved', () => {
    const moved = { spec: { template: { spec: { containers: [{ name: 'proxy', image: 'backend:next' }] } } } }
    const undo = planUndo(change, moved)
    expect(undo.operations).toEqual([])
    expect(undo.changedByOthers).toHaveLength(2)
  })
})
