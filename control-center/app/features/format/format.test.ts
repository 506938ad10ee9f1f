import { describe, expect, it } from 'vitest'
import {
  age,
  clock,
  count,
  decimal,
  duration,
  mebi,
  percent,
  perSecond,
  sentence,
  shortCount,
  wholeSeconds,
} from './format.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('numbers', () => {
  it('groups thousands and shortens only what has no room', () => {
    expect(count(1_204_113)).toBe('1,204,113')
    expect(shortCount(9_999)).toBe('9,999')
    expect(plain(shortCount(18_230))).toBe('18.2 k')
    expect(plain(shortCount(999_949))).toBe('999.9 k')
    expect(plain(shortCount(1_204_113))).toBe('1.2 M')
  })

  it('keeps a rate to one decimal and large values to none', () => {
    expect(plain(perSecond(4.81))).toBe('4.8 /s')
    expect(decimal(99.96)).toBe('100')
    expect(decimal(1234.5)).toBe('1,235')
  })

  it('puts a no-break space before the unit', () => {
    expect(percent(0.348)).toBe('34.8\u00a0%')
    expect(percent(0)).toBe('0\u00a0%')
    expect(percent(1)).toBe('100\u00a0%')
  })

  it('writes memory in whole mebibytes', () => {
    expect(mebi(96 * 1024 ** 2)).toBe('96')
    expect(mebi(1024 ** 3)).toBe('1,024')
  })
})

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.00042, '0.4 ms'],
    [0.00996, '10 ms'],
    [0.011, '11 ms'],
    [0.9996, '1.00 s'],
    [2.314, '2.31 s'],
    [9.996, '10 s'],
    [38.2, '38 s'],
    [59.6, '1 min'],
    [64, '1 min 4 s'],
    [7_500, '2 h 5 min'],
  ])('%d seconds is %s', (seconds, text) => expect(plain(duration(seconds))).toBe(text))

  it('counts in whole seconds that have passed', () => {
    expect(plain(wholeSeconds(14.9))).toBe('14 s')
    expect(plain(wholeSeconds(-1))).toBe('0 s')
    expect(plain(wholeSeconds(64))).toBe('1 min 4 s')
  })

  it('shows clocks as minutes and seconds', () => {
    expect(clock(54.9)).toBe('0:54')
    expect(clock(284)).toBe('4:44')
    expect(clock(-3)).toBe('0:00')
  })

  it.each([
    [52, '52 s'],
    [31 * 60 + 59, '31 min'],
    [5 * 3600, '5 h'],
    [3 * 86_400 + 5, '3 d'],
  ])('an age of %d seconds is %s', (seconds, text) => expect(plain(age(seconds))).toBe(text))
})

it('makes a sentence of what a program said', () => {
  expect(sentence('the connection is refused')).toBe('The connection is refused.')
  expect(sentence('Asking again in 5 s.')).toBe('Asking again in 5 s.')
  expect(sentence('  ')).toBe('')
})
