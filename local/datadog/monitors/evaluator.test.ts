import { describe, expect, it } from 'vitest'
import { memoryDocuments } from '../objects/testing.ts'
import { getState } from './documents.ts'
import { putDowntime } from './downtimes.ts'
import { rehearsedMonitors } from './testing.ts'

const above = (options: object = {}, more: object = {}) => ({
  type: 'query alert',
  query: 'avg(last_1m):avg:queue.waiting{*} > 10',
  options: {
    thresholds: { critical: 10, warning: 5, critical_recovery: 6, warning_recovery: 3 },
    ...options,
  },
  ...more,
})
const byService = (options: object = {}) => above(options, { query: 'avg(last_1m):avg:q{*} by {service} > 10' })

describe('the course of a monitor', () => {
  it('goes through its thresholds, and writes each change with its time and value', async () => {
    const world = rehearsedMonitors()
    const monitor = await world.monitor(above())
    expect(world.state(monitor)).toBe('No Data')
    for (const value of [1, 7, 12, 8, 7, 4, 4, 2]) await world.see({ '*': value })
    expect(world.transitions()).toEqual([
      '0 s: * No Data → OK (1)',
      '15 s: * OK → Warn (7)',
      '30 s: * Warn → Alert (12)',
      '75 s: * Alert → Warn (4)',
      '105 s: * Warn → OK (2)',
    ])
    expect(world.events()).toEqual([
      '[Warn] monitor 1 | warning',
      '[Triggered] monitor 1 | error',
      '[Warn] monitor 1 | warning',
      '[Recovered] monitor 1 | success',
    ])
    expect(world.store.appended.events?.[1]).toMatchObject({
      source: 'alert',
      tags: ['monitor', 'source:alert'],
      attributes: { monitor_id: 1, monitor: { transition: { from_state: 'Warn', to_state: 'Alert' } } },
    })
  })

  it('judges each group for itself', async () => {
    const world = rehearsedMonitors()
    const monitor = await world.monitor(byService())
    await world.see({ 'service:a': 1, 'service:b': 20 })
    expect(world.groups(monitor)).toEqual({ 'service:a': 'OK', 'service:b': 'Alert' })
    expect(world.state(monitor)).toBe('Alert')
    await world.see({ 'service:a': 7, 'service:b': 1 })
    expect(world.groups(monitor)).toEqual({ 'service:a': 'Warn', 'service:b': 'OK' })
    expect(world.events()).toEqual([
      '[Triggered on {service:b}] monitor 1 | error',
      '[Warn on {service:a}] monitor 1 | warning',
      '[Recovered on {service:b}] monitor 1 | success',
    ])
  })

  it('survives a restart', async () => {
    const documents = memoryDocuments()
    const before = rehearsedMonitors(documents)
    const monitor = await before.monitor(above())
    await before.see({ '*': 20 })
    const after = rehearsedMonitors(documents)
    expect(after.state(monitor)).toBe('Alert')
    await after.see({ '*': 8 })
    expect(after.state(monitor)).toBe('Alert')
    expect(after.transitions()).toEqual([])
  })

  it('one that fails says so and stops no other', async () => {
    const world = rehearsedMonitors()
    const broken = await world.monitor({ type: 'slo alert', query: 'error_budget("gone").over("7d") > 50' }, 1)
    const good = await world.monitor(above(), 2)
    await world.see({ '*': 20 })
    await world.see({ '*': 20 })
    expect(world.state(broken)).toBe('Unknown')
    expect(getState(world.store.documents, 1).error).toBe('the SLO gone has no target over 7d')
    expect(world.failures).toEqual(['1: the SLO gone has no target over 7d'])
    expect(world.state(good)).toBe('Alert')
    await world.see(new Error('the database is away'))
    expect(world.state(good)).toBe('Unknown')
    expect(world.groups(good)).toEqual({ '*': 'Alert' })
    await world.see({ '*': 20 })
    expect(world.state(good)).toBe('Alert')
    expect(world.events()).toHaveLength(1)
  })
})

describe('missing data', () => {
  it('keeps the last status unless told otherwise', async () => {
    const world = rehearsedMonitors()
    const monitor = await world.monitor(above())
    await world.see({ '*': 20 })
    await world.see({})
    expect(world.state(monitor)).toBe('Alert')
  })
  it('is No Data after as many minutes as are asked for, told once, and told when it is back', async () => {
    const world = rehearsedMonitors()
    const monitor = await world.monitor(above({ notify_no_data: true, no_data_timeframe: 2 }))
    await world.see({ '*': 1 })
    for (let pass = 0; pass < 8; pass++) {
      expect(world.state(monitor)).toBe('OK')
      await world.see({ '*': null })
    }
    expect(world.state(monitor)).toBe('No Data')
    await world.see({ '*': 1 })
    expect(world.events()).toEqual(['[No data] monitor 1 | warning', '[Recovered] monitor 1 | success'])
  })
  it.each([
    ['show_no_data', 'No Data', 1],
    ['show_and_notify_no_data', 'No Data', 2],
    ['resolve', 'OK', 2],
    ['default', 'Alert', 1],
  ])('%s: %s', async (onMissing, status, events) => {
    const world = rehearsedMonitors()
    const monitor = await world.monitor(above({ on_missing_data: onMissing }))
    await world.see({ '*': 20 })
    await world.see({})
    expect(world.state(monitor)).toBe(status)
    expect(world.events()).toHaveLength(events)
  })
  it('is zero where things are counted', async () => {
    const world = rehearsedMonitors()
    const monitor = await world.monitor(above({}, { query: 'sum(last_1m):sum:errors{*}.as_count() > 10' }))
    await world.see({})
    expect(world.state(monitor)).toBe('No Data')
    await world.see({ '*': 20 })
    await world.see({})
    expect(world.state(monitor)).toBe('OK')
  })
  it('resolves after timeout_h, and a group is forgotten after its retention', async () => {
    const world = rehearsedMonitors()
    const monitor = await world.monitor(byService({ timeout_h: 1, group_retention_duration: '2h' }))
    await world.see({ 'service:a': 20 })
    await world.see({}, 3600)
    expect(world.groups(monitor)).toEqual({ 'service:a': 'Alert' })
    await world.see({}, 3600)
    expect(world.groups(monitor)).toEqual({ 'service:a': 'OK' })
    await world.see({})
    expect(world.groups(monitor)).toEqual({})
  })
})

describe('waiting', () => {
  it('for a full window', async () => {
    const world = rehearsedMonitors()
    const monitor = await world.monitor(above({ require_full_window: true }))
    await world.see({ '*': 20 })
    expect(world.state(monitor)).toBe('No Data')
  })
  it('for a new group, not for those that were there at first', async () => {
    const world = rehearsedMonitors()
    const monitor = await world.monitor(byService({ new_group_delay: 60 }))
    await world.see({ 'service:a': 20 })
    expect(world.groups(monitor)).toEqual({ 'service:a': 'Alert' })
    for (let pass = 0; pass < 4; pass++) {
      await world.see({ 'service:a': 20, 'service:b': 20 })
      expect(world.groups(monitor)).toEqual({ 'service:a': 'Alert' })
    }
    await world.see({ 'service:a': 20, 'service:b': 20 })
    expect(world.groups(monitor)).toEqual({ 'service:a': 'Alert', 'service:b': 'Alert' })
  })
  it('to tell again', async () => {
    const world = rehearsedMonitors()
    await world.monitor(above({ renotify_interval: 10, renotify_occurrences: 2 }))
    for (let pass = 0; pass < 5; pass++) await world.see({ '*': 20 }, 600)
    expect(world.events()).toEqual([
      '[Triggered] monitor 1 | error',
      '[Re-Triggered] monitor 1 | error',
      '[Re-Triggered] monitor 1 | error',
    ])
  })
})

describe('silence', () => {
  const downtime = {
    id: 'd',
    message: null,
    displayTimezone: 'UTC',
    muteFirstRecovery: false,
    notifyEndStates: [],
    notifyEndTypes: [],
    canceled: null,
    created: 0,
    modified: 0,
  }
  it('a downtime keeps its groups quiet while the state goes on', async () => {
    const world = rehearsedMonitors()
    const monitor = await world.monitor({ ...byService(), tags: ['team:chat'] })
    await putDowntime(world.store.documents, {
      ...downtime,
      scope: 'service:a',
      monitorIdentifier: { monitor_tags: ['team:chat'] },
      schedule: { kind: 'once', start: world.context.now(), end: world.context.now() + 30_000 },
    })
    await world.see({ 'service:a': 20, 'service:b': 20 })
    expect(world.groups(monitor)).toEqual({ 'service:a': 'Alert', 'service:b': 'Alert' })
    await world.see({ 'service:a': 1, 'service:b': 20 })
    await world.see({ 'service:a': 20, 'service:b': 20 })
    expect(world.events()).toEqual([
      '[Triggered on {service:b}] monitor 1 | error',
      '[Triggered on {service:a}] monitor 1 | error',
    ])
    expect(world.transitions()).toHaveLength(4)
  })
  it('a recurring downtime speaks only while it lasts', async () => {
    const world = rehearsedMonitors()
    await world.monitor(above())
    await putDowntime(world.store.documents, {
      ...downtime,
      scope: '*',
      monitorIdentifier: { monitor_id: 1 },
      schedule: {
        kind: 'recurring',
        timezone: 'UTC',
        recurrences: [{ rrule: 'FREQ=DAILY;INTERVAL=1', duration: '1h', start: '2025-12-01T00:00:00' }],
      },
    })
    await world.see({ '*': 20 }, 1800)
    await world.see({ '*': 1 }, 1800)
    await world.see({ '*': 20 })
    expect(world.events()).toEqual(['[Triggered] monitor 1 | error'])
  })
  it('muted scopes are quiet', async () => {
    const world = rehearsedMonitors()
    await world.monitor(byService({ silenced: { 'service:b': null } }))
    await world.see({ 'service:a': 20, 'service:b': 20 })
    expect(world.events()).toEqual(['[Triggered on {service:a}] monitor 1 | error'])
  })
})

describe('composites', () => {
  it('are as grave as their expression says, in the same pass', async () => {
    const world = rehearsedMonitors()
    await world.monitor(above(), 1)
    await world.monitor(
      above({ thresholds: { critical: 100, warning: 5 } }, { query: 'avg(last_1m):avg:q{*} > 100' }),
      2,
    )
    const both = await world.monitor({ type: 'composite', query: '1 && 2' }, 3)
    const either = await world.monitor({ type: 'composite', query: '1 || 2' }, 4)
    const not = await world.monitor({ type: 'composite', query: '1 && !2' }, 5)
    await world.see({ '*': 20 })
    expect([both, either, not].map(world.state)).toEqual(['Warn', 'Alert', 'OK'])
    await world.see({ '*': 1 })
    expect([both, either, not].map(world.state)).toEqual(['OK', 'OK', 'OK'])
  })
  it('go group by group where their parts share groups', async () => {
    const world = rehearsedMonitors()
    await world.monitor(byService(), 1)
    await world.monitor(byService(), 2)
    const both = await world.monitor({ type: 'composite', query: '1 && 2' }, 3)
    await world.see({ 'service:a': 20, 'service:b': 1 })
    expect(world.groups(both)).toEqual({ 'service:a': 'Alert', 'service:b': 'OK' })
  })
})
