import { expect, test } from 'vitest'
import type { Kind } from './kinds.ts'
import type { Definition } from './load.ts'
import { inOrder } from './order.ts'
import { referencesOf } from './references.ts'

function define(kind: Kind, key: string, query = ''): Definition {
  return { kind, key, file: `${key}.json`, body: { query }, references: referencesOf(query) }
}

test('what is referred to comes first', () => {
  const ordered = inOrder([
    define('dashboard', 'd', '{{monitor:b}}'),
    define('monitor', 'a', '{{monitor:b}} && {{monitor:c}}'),
    define('monitor', 'b', '{{slo:s}}'),
    define('monitor', 'c'),
    define('slo', 's'),
  ])
  expect(ordered.map(each => each.key)).toEqual(['s', 'b', 'c', 'a', 'd'])
})

test('a reference to nothing and a circle are named with their files', () => {
  expect(() => inOrder([define('monitor', 'a', '{{slo:gone}}')])).toThrow(
    'a.json: refers to {{slo:gone}}, which no file defines.',
  )
  expect(() => inOrder([define('monitor', 'a', '{{monitor:b}}'), define('monitor', 'b', '{{monitor:a}}')])).toThrow(
    'refers to itself by way of monitor:a, monitor:b',
  )
})
