import { describe, expect, it } from 'vitest'
import type { Episode } from '../../platform/lenses/slos/model.ts'
import type { MonitorRow } from '../../platform/widgets/model.ts'
import { countOf, lengthOf, monitorsOfSlo, sloOfMonitor, stripOf } from './history.ts'

const at = (minute: number) => new Date(minute * 60_000).toISOString()
const episode = (id: string, from: number | null, to: number | null, monitorId = '1'): Episode => ({
  id,
  monitorId,
  name: 'Waiting',
  group: null,
  state: 'Alert',
  from: from === null ? null : at(from),
  to: to === null ? null : at(to),
})

describe('the history of a monitor', () => {
  const episodes = [episode('b', 8, null), episode('a', null, 2), episode('c', 3, 4, '2')]
  it('is a strip of the range', () => {
    expect(stripOf(episodes, '1', 0, 10 * 60_000).map(part => [part.id, part.start, +part.width.toFixed(3)])).toEqual([
      ['a', 0, 0.2],
      ['b', 0.8, 0.2],
    ])
  })
  it('is counted', () => {
    expect(countOf(episodes, '1', at(0), 10 * 60_000)).toEqual({ times: 2, seconds: 240 })
    expect(lengthOf(episode('d', 3, 4), at(0), 0)).toBe(60)
  })
})

it('an objective and its alerts know each other', () => {
  const monitor = (type: string, query: string) => ({ type, query }) as MonitorRow
  const burn = monitor('slo alert', 'burn_rate("ab").over("30d").long_window("1h").short_window("5m") > 14.4')
  expect(sloOfMonitor(burn)).toBe('ab')
  expect(sloOfMonitor(monitor('query alert', 'avg("ab")'))).toBeNull()
  expect(monitorsOfSlo([burn, monitor('query alert', '("ab")')], 'ab')).toEqual([burn])
})
