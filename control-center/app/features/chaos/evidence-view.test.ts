import type { Evidence } from '@chat-demo/engine'
import { describe, expect, it } from 'vitest'
import { run } from '../live/testing.ts'
import { evidenceView, seenCount } from './evidence-view.ts'

const now = Date.parse('2026-11-23T14:22:44.000Z') // 54 s after the injection
const promise = (withinSeconds: number, seenAfterSeconds: number | null): Evidence => ({
  signal: 's',
  title: 'Queue depth rising',
  source: 'rabbitmq',
  withinSeconds,
  seenAfterSeconds,
  why: '',
})
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('evidenceView', () => {
  it('measures what was seen against its promise', () => {
    const view = evidenceView(promise(30, 14.7), run(), now)
    expect(view).toMatchObject({ state: 'seen', part: 14.7 / 30 })
    expect(plain(`${view.measured} ${view.promised}`)).toBe('14 s of 30 s')
  })

  it('calls what came after its promise late', () => {
    const view = evidenceView(promise(40, 44), run(), now)
    expect(view).toMatchObject({ state: 'late', part: 1 })
    expect(plain(`${view.measured} ${view.promised}`)).toBe('44 s of 40 s')
  })

  it('counts down while there is time, and says so when there is none left', () => {
    const waiting = evidenceView(promise(90, null), run(), now)
    expect(waiting).toMatchObject({ state: 'waiting', part: 54 / 90 })
    expect(plain(`${waiting.measured} ${waiting.promised}`)).toBe('36 s left of 90 s')
    expect(evidenceView(promise(20, null), run(), now)).toMatchObject({ state: 'overdue', measured: 'not yet' })
  })

  it('expects nothing more after the heal', () => {
    const healed = run({ state: 'recovering', healRequestedAt: '2026-11-23T14:22:00.000Z' })
    expect(evidenceView(promise(90, null), healed, now)).toMatchObject({ state: 'missed', measured: 'not seen' })
  })

  it('waits with an empty bar until the change is in place', () => {
    const injecting = run({ state: 'injecting', activeAt: null })
    expect(evidenceView(promise(20, null), injecting, now)).toMatchObject({ state: 'waiting', part: 0 })
  })
})

it('counts what was seen', () => {
  expect(seenCount(run())).toBe('1 of 3 seen')
})
