import { expect, test } from 'vitest'
import { differences } from './differences.ts'

test('only what is declared is compared', () => {
  const declared = { name: 'a', options: { thresholds: { critical: 5 } }, widgets: [{ definition: { title: 't' } }] }
  const actual = {
    id: 1,
    name: 'a',
    options: { thresholds: { critical: 5 }, silenced: {} },
    widgets: [{ id: 9, definition: { title: 't', type: 'note' } }],
  }
  expect(differences(declared, actual)).toEqual([])
})

test('a changed value is told with its path and both values, a missing one with nothing before', () => {
  const declared = { widgets: [{ definition: { title: 'now', precision: 2 } }] }
  const actual = { widgets: [{ definition: { title: 'before' } }] }
  expect(differences(declared, actual)).toEqual([
    { path: 'widgets[0].definition.title', before: 'before', after: 'now' },
    { path: 'widgets[0].definition.precision', before: undefined, after: 2 },
  ])
})

test('an element too many is a difference', () => {
  expect(differences({ widgets: [] }, { widgets: ['x'] })).toEqual([
    { path: 'widgets[0]', before: 'x', after: undefined },
  ])
})

test('tags are a set, and a metric monitor has two names', () => {
  expect(differences({ type: 'query alert', tags: ['b', 'a'] }, { type: 'metric alert', tags: ['a', 'b'] })).toEqual([])
})
