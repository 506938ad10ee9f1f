import { describe, expect, it } from 'vitest'
import { BadLine, parseLine } from './parse.ts'

describe('parseLine', () => {
  it.each([
    ['page.views:1|c', { name: 'page.views', type: 'c', values: [1], rate: 1, tags: [] }],
    ['fuel:0.5|g|#env:dev,plain', { type: 'g', values: [0.5], tags: ['env:dev', 'plain'] }],
    ['len:240:241.5|h|@0.5', { type: 'h', values: [240, 241.5], rate: 0.5 }],
    ['time:12|ms', { type: 'ms' }],
    ['users:some:one|s', { type: 's', values: ['some:one'] }],
    ['x:1|c|T1700000000|#a:b', { timestamp: 1_700_000_000, tags: ['a:b'] }],
    ['x:-2.5e3|g', { values: [-2500] }],
    [
      'x:1|d|#a:b|c:ci-0123|e:it-false,cn-web,pu-uid|card:low|future:1',
      { tags: ['a:b'], cardinality: 'low', origin: { containerId: 'ci-0123', externalEnv: 'it-false,cn-web,pu-uid' } },
    ],
    ['x:1|c|#dd.internal.entity_id:uid,dd.internal.card:none,a:b', { tags: ['a:b'], cardinality: 'none' }],
  ])('%s', (line, expected) => {
    expect(parseLine(line)).toMatchObject({ kind: 'metric', ...expected })
  })

  it('reads events, with lengths in bytes or in characters', () => {
    const bytes = parseLine('_e{7,13}:Grüße|first\\nsecond|d:1700000000|h:web|k:key|p:low|s:jenkins|t:warning|#a:b,c')
    expect(bytes).toEqual({
      kind: 'event',
      title: 'Grüße',
      text: 'first\nsecond',
      timestamp: 1_700_000_000,
      host: 'web',
      aggregationKey: 'key',
      priority: 'low',
      source: 'jenkins',
      alertType: 'warning',
      tags: ['a:b', 'c'],
      cardinality: '',
      origin: {},
    })
    expect(parseLine('_e{5,2}:Grüße|ok')).toMatchObject({ title: 'Grüße', text: 'ok' })
    expect(parseLine('_e{7,2}:Grüße|ok')).toMatchObject({ title: 'Grüße', text: 'ok' })
    expect(parseLine('_e{3,3}:a|b|c|d')).toMatchObject({ title: 'a|b', text: 'c|d' })
  })

  it('reads service checks', () => {
    expect(parseLine('_sc|Redis|2|d:1700000000|h:web|#env:dev|m:down | m\\: twice')).toMatchObject({
      kind: 'check',
      name: 'Redis',
      status: 2,
      host: 'web',
      timestamp: 1_700_000_000,
      tags: ['env:dev'],
      message: 'down | m: twice',
    })
  })

  it.each([
    ['nonsense', 'no "name:value"'],
    ['x:1', 'type ""'],
    ['x:1|q', 'type "q"'],
    ['x:abc|c', '"abc" is not a number'],
    ['x:|c', '"" is not a number'],
    ['x:1|c|@2', 'sample rate "2"'],
    ['_e{9,9}:short|text', 'do not lead to a |'],
    ['_sc|x|7', 'status "7"'],
    ['_sc||0', 'has a name'],
  ])('refuses %s', (line, message) => {
    expect(() => parseLine(line)).toThrow(BadLine)
    expect(() => parseLine(line)).toThrow(message)
  })
})
