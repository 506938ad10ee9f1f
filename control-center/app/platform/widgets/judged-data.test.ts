import { describe, expect, it } from 'vitest'
import type { MonitorAnswer } from '../datadog/calls.ts'
import { checkRows, monitorRows, searchedMonitors, searchedSlos, sloRow } from './judged-data.ts'

const monitor = (change: Partial<MonitorAnswer>): MonitorAnswer => ({
  id: 1,
  name: 'Queue depth',
  type: 'query alert',
  query: 'max(last_1m):sum:m{*} > 15',
  overall_state: 'OK',
  ...change,
})

describe('monitors', () => {
  it('stand with what needs the eye first, and since when', () => {
    const rows = monitorRows([
      monitor({ id: 1, name: 'Quiet' }),
      monitor({
        id: 2,
        name: 'Loud',
        overall_state: 'Alert',
        state: {
          groups: {
            'service:a': { status: 'Alert', last_triggered_ts: 1_700_000_000 },
            'service:b': { status: 'OK', last_triggered_ts: 1_800_000_000 },
          },
        },
      }),
      monitor({ id: 3, name: 'Silent', overall_state: 'No Data', overall_state_modified: '2026-11-23T14:00:00+00:00' }),
    ])
    expect(rows.map(row => [row.name, row.state, row.since])).toEqual([
      ['Loud', 'Alert', '2023-11-14T22:13:20.000Z'],
      ['Silent', 'No Data', '2026-11-23T14:00:00.000Z'],
      ['Quiet', 'OK', null],
    ])
    expect(rows[0]?.groups).toEqual([{ name: 'service:a', state: 'Alert' }])
  })

  it('of a search carry the same states', () => {
    const { rows } = searchedMonitors({
      monitors: [
        { id: 1, name: 'A', status: 'OK' },
        { id: 2, name: 'B', status: 'Alert', last_triggered_ts: 1_700_000_000 },
      ],
    })
    expect(rows.map(row => row.name)).toEqual(['B', 'A'])
  })
})

describe('a check', () => {
  const watching = monitor({
    name: 'PostgreSQL answers',
    type: 'service check',
    query: '"postgres.can_connect".over("env:a").by("host").last(2).count_by_status()',
    overall_state: 'Alert',
    state: { groups: { 'host:local': { status: 'Alert', last_triggered_ts: 1_700_000_000 } } },
  })
  it('has the status that the monitor of it knows', () => {
    expect(checkRows('postgres.can_connect', '', [monitor({}), watching])).toEqual({
      kind: 'checks',
      rows: [{ name: 'host:local', state: 'Alert', since: '2023-11-14T22:13:20.000Z' }],
      from: 'PostgreSQL answers',
    })
  })
  it('that nobody watches has none', () => {
    expect(checkRows('rabbitmq.aliveness', '', [watching])).toEqual({ kind: 'checks', rows: [], from: null })
  })
})

describe('SLOs', () => {
  it('stand with the least budget first', () => {
    const slo = (id: string, budget: number | null, state: string) => ({
      data: {
        id,
        attributes: {
          name: id,
          overall_status: [{ status: 99.7, target: 99.5, timeframe: '30d', error_budget_remaining: budget, state }],
        },
      },
    })
    const { rows } = searchedSlos({
      data: { attributes: { slos: [slo('a', 92, 'ok'), slo('b', -3, 'breached'), slo('c', null, 'strange')] } },
    })
    expect(rows.map(row => [row.id, row.budget, row.state, row.window])).toEqual([
      ['b', -3, 'breached', '30\u00a0d'],
      ['a', 92, 'ok', '30\u00a0d'],
      ['c', null, 'no_data', '30\u00a0d'],
    ])
  })

  it('have a budget of their own figures where Datadog tells none', () => {
    const slo = { data: { name: 'Replies', thresholds: [{ timeframe: '7d', target: 99 }] } }
    expect(sloRow('x', '7d', { slo, history: { data: { overall: { sli_value: 99.5 } } } })).toMatchObject({
      now: 99.5,
      target: 99,
      budget: 50,
      state: 'ok',
    })
    expect(sloRow('x', '7d', { slo, history: { data: { overall: { sli_value: null } } } })).toMatchObject({
      budget: null,
      state: 'no_data',
    })
  })
})
