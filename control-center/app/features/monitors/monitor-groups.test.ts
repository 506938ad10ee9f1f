import { describe, expect, it } from 'vitest'
import type { MonitorRow } from '../../platform/widgets/model.ts'
import { monitorGroups, readMessage } from './monitor-groups.ts'

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

describe('a message', () => {
  it('is read without its grammar', () => {
    expect(
      readMessage('{{#is_alert}}\n**Messages** wait. Look at the `worker`. @slack-team\n\nMore.{{/is_alert}}'),
    ).toEqual({
      means: 'Messages wait. Look at the worker.',
      toDo: null,
    })
  })
  it('has parts with headings', () => {
    const message =
      '**What it means**\nQueries stand still.\n\n**Where to look**\nDatabase.\n\n## What to do\nEnd the query.'
    expect(readMessage(message)).toEqual({ means: 'Queries stand still.', toDo: 'End the query.' })
  })
})
