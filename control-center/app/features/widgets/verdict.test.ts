import { expect, it } from 'vitest'
import type { ConditionalFormat } from '../../platform/widgets/model.ts'
import { verdictOf } from './verdict.ts'

const formats: ConditionalFormat[] = [
  { comparator: '>', value: 5, palette: 'white_on_red' },
  { comparator: '>', value: 1, palette: 'white_on_yellow' },
  { comparator: '<=', value: 1, palette: 'white_on_green' },
]
const write = (value: number) => `${value} %`

it.each([
  [34.8, { tone: 'bad', text: 'Above 5 %' }],
  [5, { tone: 'warn', text: 'Above 1 %' }],
  [0, { tone: 'ok', text: 'OK' }],
  [null, null],
])('%s is %j: the first format that holds', (value, verdict) => {
  expect(verdictOf(value, formats, write)).toEqual(verdict)
})

it('colours that say nothing are no verdict', () => {
  expect(verdictOf(9, [{ comparator: '>', value: 5, palette: 'custom_bg' }], write)).toBeNull()
  expect(verdictOf(9, [{ comparator: '<', value: 10, palette: 'red_on_white' }], write)).toEqual({
    tone: 'bad',
    text: 'Below 10 %',
  })
})
