import { expect, it } from 'vitest'
import { normalise } from './statement.ts'
import { type StatementRow, Statements } from './statements.ts'

const zero = {
  rows: 0,
  shared_blks_hit: 0,
  shared_blks_read: 0,
  shared_blks_dirtied: 0,
  shared_blks_written: 0,
  local_blks_hit: 0,
  local_blks_read: 0,
  local_blks_dirtied: 0,
  local_blks_written: 0,
  temp_blks_read: 0,
  temp_blks_written: 0,
  blk_read_time: 0,
  blk_write_time: 0,
}
const row = (query: string, calls: number, total_exec_time: number): StatementRow => ({
  ...zero,
  query,
  datname: 'chat',
  rolname: 'chat',
  calls,
  total_exec_time,
})
const told = (statements: Statements, rows: StatementRow[]) =>
  statements
    .take(rows)
    .samples.filter(({ metric }) => /count|time$/.test(metric) && !metric.includes('blk'))
    .map(({ metric, value }) => `${metric} ${value}`)

it('tells what was done since the last time, in nanoseconds, for each shape of statement', () => {
  const statements = new Statements()
  const select = 'SELECT a FROM t WHERE id IN ($1)'
  expect(told(statements, [row(select, 100, 50)])).toEqual([])
  expect(told(statements, [row(select, 103, 50.5), row('SELECT a FROM t WHERE id IN ($1, $2)', 2, 1)])).toEqual([
    'postgresql.queries.count 5',
    'postgresql.queries.time 1500000',
  ])
  expect(told(statements, [row(select, 105, 51.5)]), 'nothing new').toEqual([])
  expect(told(statements, [row(select, 1, 1)]), 'statistics that were reset').toEqual([])
  expect(told(statements, [row(select, 3, 2)])).toEqual([
    'postgresql.queries.count 2',
    'postgresql.queries.time 1000000',
  ])
  expect(told(statements, [row('DELETE FROM t', 4, 3)]), 'a statement that is new').toHaveLength(2)
})

it('tells each text once', () => {
  const statements = new Statements()
  const { signature, statement } = normalise('DELETE FROM t WHERE id = $1')
  expect(statements.take([row('DELETE FROM t WHERE id = $1', 1, 1)]).firstSeen).toEqual([
    { signature, statement, database: 'chat', user: 'chat' },
  ])
  expect(statements.take([row('DELETE FROM t WHERE id = $1', 2, 1)]).firstSeen).toEqual([])
})
