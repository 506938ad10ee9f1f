import { describe, expect, it } from 'vitest'
import type { MonitorRow } from '../../platform/widgets/model.ts'
import { messageWords, monitorGroups } from './monitor-groups.ts'

const row = (change: Partial<MonitorRow>): MonitorRow => ({
  id: '1',
  name: 'Waiting messages',
  state: 'OK',
  since: null,
  type: 'query alert',
  query: 'sum:rabbitmq.queue.messages.ready{*} > 15',
  message: '',
  tags: ['service:worker'],
  priority: null,
  groups: [],
  ...change,
})

describe('monitors by state', () => {
  const rows = [row({}), row({ id: '2', state: 'Alert', name: 'Errors', tags: [] }), row({ id: '3', state: 'No Data' })]
  it('stand with the worst first', () => {
    expect(monitorGroups(rows, '', null).map(group => [group.state, group.rows.length])).toEqual([
      ['Alert', 1],
      ['No Data', 1],
      ['OK', 1],
    ])
  })
  it('are found by name, tag or query', () => {
    expect(monitorGroups(rows, 'worker WAITING', null).flatMap(group => group.rows.map(one => one.id))).toEqual([
      '3',
      '1',
    ])
    expect(monitorGroups(rows, 'rabbitmq', 'OK').flatMap(group => group.rows.map(one => one.id))).toEqual(['1'])
  })
})

it('a message is read without its grammar', () => {
  expect(
    messageWords('{{#is_alert}}\n**Messages wait.** Look at the `worker`. @slack-team\n\nMore.{{/is_alert}}'),
  ).toBe('Messages wait. Look at the worker.')
})
