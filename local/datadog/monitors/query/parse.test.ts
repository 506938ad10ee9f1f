import { describe, expect, it } from 'vitest'
import { QueryError } from '../../query/error.ts'
import { parseMonitorQuery } from './parse.ts'

describe('metric monitors', () => {
  it('keeps the metric query as text, whatever it contains', () => {
    expect(
      parseMonitorQuery(
        'query alert',
        'sum(last_5m):sum:chat.request{outcome:error, !env:x} by {service}.as_count() / (sum:chat.request{*}.as_count()) * 100 >= 5.5',
      ),
    ).toEqual({
      kind: 'metric',
      aggregation: 'sum',
      window: { kind: 'last', seconds: 300 },
      metricQuery:
        'sum:chat.request{outcome:error, !env:x} by {service}.as_count() / (sum:chat.request{*}.as_count()) * 100',
      comparator: '>=',
      threshold: 5.5,
    })
  })
  it('reads changes, shifts and windows since the begin of the month', () => {
    expect(parseMonitorQuery('metric alert', 'pct_change(avg(last_1h),10m_ago):avg:a{*} < -20')).toMatchObject({
      aggregation: 'avg',
      window: { kind: 'last', seconds: 3600 },
      change: { relative: true, shiftSeconds: 600 },
      comparator: '<',
      threshold: -20,
    })
    expect(parseMonitorQuery('metric alert', 'avg(current_1mo):avg:system.load.5{*} > 0.5')).toMatchObject({
      window: { kind: 'current', unit: 'month' },
    })
  })
})

describe('service checks', () => {
  it('reads scope, groups and runs', () => {
    expect(
      parseMonitorQuery(
        'service check',
        '"rabbitmq.can_connect".over("env:a","b:c").exclude("x:y").by("host","db").last(4).count_by_status()',
      ),
    ).toEqual({
      kind: 'serviceCheck',
      check: 'rabbitmq.can_connect',
      over: ['env:a', 'b:c'],
      exclude: ['x:y'],
      by: ['host', 'db'],
      last: 4,
      measure: 'count',
    })
    expect(parseMonitorQuery('service check', '"a".over("*").by("*").last(2).pct_by_status()')).toMatchObject({
      by: [],
      measure: 'percent',
    })
  })
})

describe('searches', () => {
  it('reads quoted searches, rollups and facets, in either order', () => {
    expect(
      parseMonitorQuery(
        'log alert',
        String.raw`logs("service:worker \"no reply\" @a:b\:c").index("*").rollup("pc95", "@duration").by("service,env").last("5m") > 2`,
      ),
    ).toEqual({
      kind: 'events',
      source: 'logs',
      search: String.raw`service:worker "no reply" @a:b\:c`,
      aggregation: 'pc95',
      measure: '@duration',
      by: ['service', 'env'],
      windowSeconds: 300,
      comparator: '>',
      threshold: 2,
    })
    expect(
      parseMonitorQuery(
        'trace-analytics alert',
        'trace-analytics("env:a").by("service").rollup("count").last("15m") > 1',
      ),
    ).toMatchObject({ aggregation: 'count', by: ['service'] })
    expect(parseMonitorQuery('rum alert', 'formula("a / b * 100").last("15m") >= 5')).toEqual({
      kind: 'formula',
      formula: 'a / b * 100',
      windowSeconds: 900,
      comparator: '>=',
      threshold: 5,
    })
  })
})

describe('SLO alerts and composites', () => {
  it('reads both', () => {
    expect(
      parseMonitorQuery('slo alert', 'burn_rate("abc").over("30d").long_window("1h").short_window("5m") > 14.4'),
    ).toEqual({
      kind: 'burnRate',
      sloId: 'abc',
      timeframe: '30d',
      longWindowSeconds: 3600,
      shortWindowSeconds: 300,
      comparator: '>',
      threshold: 14.4,
    })
    expect(parseMonitorQuery('slo alert', 'error_budget("abc").over("7d") > 75')).toMatchObject({ timeframe: '7d' })
    expect(parseMonitorQuery('composite', '1 && !(2 || 3)')).toEqual({
      kind: 'composite',
      expression: {
        operator: 'and',
        left: { operator: 'monitor', id: 1 },
        right: {
          operator: 'not',
          of: { operator: 'or', left: { operator: 'monitor', id: 2 }, right: { operator: 'monitor', id: 3 } },
        },
      },
    })
  })
})

describe('what is wrong is named', () => {
  it.each([
    ['log alert', 'query', "The value provided for parameter 'query' is invalid: invalid operator specified: "],
    ['metric alert', 'avg(last_5m):avg:a{*} == 5', 'invalid operator specified: == 5'],
    [
      'metric alert',
      'mean(last_5m):avg:a{*} > 5',
      'at character 1: expected change or pct_change, or a time aggregation',
    ],
    ['metric alert', 'avg(5m):avg:a{*} > 5', 'at character 5: expected a window such as last_5m'],
    ['metric alert', 'avg(last_99w):avg:a{*} > 5', 'one minute to one month'],
    ['log alert', 'logs("a").index("*").rollup("mode", "@b").last("5m") > 5', 'unknown rollup "mode"'],
    ['log alert', 'logs("a").index("*").rollup("avg").last("5m") > 5', 'needs a measure'],
    ['log alert', 'rum("a").rollup("count").last("5m") > 5', 'rum(...) is no query of this type, logs(...) is'],
    ['service check', '"a".over("*").last(200).count_by_status()', 'a number of 1 to 100'],
    ['slo alert', 'burn_rate("a").over("7d").long_window("5m").short_window("1m") > 5', 'between 1 and 48 hours'],
    ['slo alert', 'burn_rate("a").over("8d").long_window("1h").short_window("1m") > 5', 'over("7d")'],
    ['composite', '1 &&', 'found the end'],
    ['nonsense alert', '', "parameter 'type' is invalid: 'nonsense alert'"],
  ])('%s: %s', (type, query, message) => {
    expect(() => parseMonitorQuery(type, query)).toThrow(QueryError)
    expect(() => parseMonitorQuery(type, query)).toThrow(message)
  })
  it('types that are not evaluated here take any query', () => {
    expect(parseMonitorQuery('process alert', 'processes("x").over("y") < 1')).toEqual({ kind: 'unevaluated' })
  })
})
