import { describe, expect, it } from 'vitest'
import { emptyState } from '../../server/testing/test-server.ts'
import type { PlatformStatus } from './live-state.ts'
import { type HealthInput, serviceHealth } from './service-health.ts'

const ready = { wanted: 1, ready: 1, settled: true }
const all = Object.fromEntries(
  ['frontend', 'backend', 'worker', 'rabbitmq', 'postgres', 'traffic'].map(name => [name, ready]),
)
const point = { at: '', answeredPerSecond: 1, failedPerSecond: 0, timedOutPerSecond: 0, p95Seconds: 1 }
const platform = (id: PlatformStatus['id'], reachable: boolean): PlatformStatus => ({
  id,
  name: id,
  kind: 'real',
  address: null,
  reachable,
  problem: null,
  since: '',
})

function health(more: Partial<HealthInput> = {}) {
  const { queue, chat, traffic } = emptyState('e')
  const input: HealthInput = {
    now: Date.parse('2026-01-01T00:01:00Z'),
    platforms: [],
    workloads: all,
    pods: [],
    queue,
    chat: { ...chat, history: [point] },
    traffic: { ...traffic, profile: 'light' },
    runs: [],
    queueMax: null,
    ...more,
  }
  return Object.fromEntries(serviceHealth(input).map(({ service, state, detail }) => [service, `${state}: ${detail}`]))
}

describe('service health', () => {
  it('is steady', () => {
    expect(health()).toEqual({
      frontend: 'ok: steady',
      backend: 'ok: steady',
      worker: 'ok: steady',
      rabbitmq: 'ok: steady',
      postgres: 'ok: steady',
      model: 'ok: steady',
      traffic: 'ok: light',
    })
  })

  it('says what is not ready', () => {
    expect(health({ workloads: { ...all, worker: { wanted: 0, ready: 0, settled: true } } }).worker).toBe(
      'bad: scaled to 0',
    )
    expect(health({ workloads: { ...all, worker: { wanted: 1, ready: 0, settled: true } } }).worker).toBe(
      'bad: 0 of 1 ready',
    )
    expect(health({ workloads: { ...all, worker: { ...ready, settled: false } } }).worker).toBe(
      'recovering: rolling out',
    )
    expect(health({ workloads: {} }).postgres).toBe('bad: not installed')
    expect(health({ workloads: null }).worker).toBe('unknown: cluster away')
  })

  it('says what users would feel', () => {
    const { chat, queue } = emptyState('e')
    expect(health({ chat: { ...chat, history: [{ ...point, timedOutPerSecond: 0.4 }] } }).backend).toBe(
      'warn: 2 timed out',
    )
    expect(health({ chat: { ...chat, history: [{ ...point, failedPerSecond: 1 }] } }).model).toBe(
      'bad: 5 replies failed',
    )
    expect(health({ chat }).model).toBe('unknown: not asked lately')
    expect(health({ queue: { ...queue, ready: 9 } }).rabbitmq).toBe('warn: 9 waiting')
    expect(health({ queue: { ...queue, ready: 9 }, queueMax: 10 }).rabbitmq).toBe('ok: steady')
  })

  it('says who is away', () => {
    const { chat } = emptyState('e')
    const away = health({
      platforms: [platform('chat', false)],
      chat: { ...chat, problem: 'the connection is refused' },
    })
    expect(away).toMatchObject({
      frontend: 'bad: does not answer',
      backend: 'unknown: not reached',
      model: 'unknown: not seen',
    })
    const failing = health({
      platforms: [platform('chat', false)],
      chat: { ...chat, problem: 'it answered 503: database away' },
    })
    expect(failing).toMatchObject({ frontend: 'ok: steady', backend: 'bad: answered 503: database away' })
    expect(health({ platforms: [platform('rabbitmq', false)] }).rabbitmq).toBe('bad: does not answer')
  })
})
