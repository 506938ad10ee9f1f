import { describe, expect, it } from 'vitest'
import { liveState } from '../live/testing.ts'
import { isSilent, p95Verdict, queueVerdict } from './chat-view.ts'

const { steady, traffic, chat } = liveState() // baseline: p95 1.1 s, at most 3 waiting
const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ')

describe('p95Verdict', () => {
  it('compares with what counts as steady', () => {
    expect(p95Verdict(1.6, steady)).toEqual({ tone: 'ok', text: 'Usual' })
    expect(plain(p95Verdict(1.9, steady)?.text)).toBe('Above 1.65 s')
    expect(plain(p95Verdict(5.6, steady)?.text)).toBe('5 × usual')
  })

  it('says nothing without a value or a baseline', () => {
    expect(p95Verdict(null, steady)).toBeNull()
    expect(p95Verdict(2, { ...steady, baseline: null })).toBeNull()
  })
})

it('calls more waiting than ever in the baseline unusual', () => {
  expect(queueVerdict(3, steady)?.tone).toBe('ok')
  expect(queueVerdict(4, steady)).toEqual({ tone: 'warn', text: 'Above 3' })
  expect(queueVerdict(null, steady)).toBeNull()
})

it('is silent only when nothing is asked and nothing was', () => {
  const point = { at: '', answeredPerSecond: 1, failedPerSecond: 0, timedOutPerSecond: 0, p95Seconds: 1 }
  const off = { ...traffic, profile: 'off' as const }
  expect(isSilent({ traffic: off, chat })).toBe(true)
  expect(isSilent({ traffic, chat })).toBe(false)
  expect(isSilent({ traffic: off, chat: { ...chat, problem: 'The chat does not answer.' } })).toBe(false)
  expect(isSilent({ traffic: off, chat: { ...chat, history: [point] } })).toBe(false)
})
