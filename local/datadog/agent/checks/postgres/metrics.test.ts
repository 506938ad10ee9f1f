import { expect, it } from 'vitest'
import { instanceSchema, relationPattern } from './instance.ts'
import { metricQueries, samplesOf } from './metrics.ts'

it('rows become samples: tag columns tag them, null says nothing', () => {
  const query = {
    sql: '',
    tags: { datname: 'db', usename: 'user' },
    metrics: { commits: ['rate', 'commits'], age: ['gauge', 'age'] },
  } as const
  expect(samplesOf(query, [{ datname: 'chat', usename: null, commits: '12', age: null }])).toEqual([
    { kind: 'rate', metric: 'postgresql.commits', value: 12, tags: ['db:chat'] },
  ])
})

it('connections are told by database, or by who has them with Database Monitoring', () => {
  const ways = (dbm: boolean) =>
    metricQueries({ database: 'chat', user: 'datadog', dbm, activityMetrics: true, version: 180_000, relations: null })
      .filter(({ metrics }) => Object.values(metrics).some(([, name]) => name === 'connections'))
      .map(({ tags }) => Object.values(tags))
  expect(ways(false)).toEqual([['db']])
  expect(ways(true)).toEqual([['app', 'state', 'user', 'db']])
})

it('tables are asked for by name or pattern', () => {
  const pattern = (relations: unknown) => relationPattern(instanceSchema.parse({ host: 'h', relations }))
  expect(pattern([])).toBeNull()
  expect(pattern(['a.b', { relation_regex: '^x' }, { relation_name: 'c' }])).toBe('(?:^a\\.b$)|(?:^x)|(?:^c$)')
})
