import { expect, it } from 'vitest'
import { cellText, listColumns, toneOf } from './list-columns.ts'

it('a list leaves out what each row has anyway, and gives its words the room', () => {
  const columns = listColumns([
    'timestamp',
    '@status',
    '@name',
    '@meta.input.value',
    '@duration',
    '@metrics.total_tokens',
  ])
  expect(columns.map(({ title, wide, number }) => [title, wide, number])).toEqual([
    ['name', false, false],
    ['input', true, false],
    ['duration', false, true],
    ['total tokens', false, true],
  ])
})

it('cells are written by what they are', () => {
  expect(cellText('@duration', 1.5)).toBe('1.50\u00a0s')
  expect(cellText('@metrics.total_tokens', 12_345)).toBe('12.3\u00a0k')
  expect(cellText('service', 'worker')).toBe('worker')
  expect(cellText('service', null)).toBe('–')
})

it.each([
  ['error', 'bad'],
  ['Critical', 'bad'],
  ['warning', 'warn'],
  ['ok', 'ok'],
  ['info', 'plain'],
  [null, 'plain'],
])('%s is shown as %s', (status, tone) => expect(toneOf(status)).toBe(tone))
