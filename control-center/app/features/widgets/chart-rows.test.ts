import { describe, expect, it } from 'vitest'
import type { SeriesData, SeriesLook } from '../../platform/widgets/model.ts'
import { bridged, chartSeries, topOf } from './chart-rows.ts'

const line: SeriesLook = { display: 'line', dash: 'solid', width: 'normal', right: false }
const series = (name: string, values: (number | null)[], change: Partial<SeriesData> = {}): SeriesData => ({
  key: name,
  name,
  owner: 'backend',
  request: 0,
  unit: null,
  values,
  ...change,
})

describe('what is missing between two points', () => {
  const times = [0, 10, 20, 30, 40, 50, 60, 70]
  it('is a line while the series keeps its own pace', () => {
    expect(bridged([0, 10, 20, 30], [0, null, 2, 3])).toEqual([0, 1, 2, 3])
  })
  it('is a gap when it misses more', () => {
    expect(bridged(times, [1, 1, 1, null, null, null, null, 1])).toEqual([1, 1, 1, null, null, null, null, 1])
  })
  it('stays missing at both ends', () => {
    expect(bridged([0, 10, 20], [null, 1, null])).toEqual([null, 1, null])
  })
})

describe('series as they are drawn', () => {
  const times = [0, 10]
  it('of one owner differ by their line', () => {
    const drawn = chartSeries({ times, stepMs: 10, series: [series('p95', [1, 2]), series('p50', [1, 1])] }, [line])
    expect(drawn.map(one => [one.look.dash, one.newest])).toEqual([
      ['solid', 2],
      ['dashed', 1],
    ])
  })

  it('failed parts of stacked bars are red, and bars are never made up', () => {
    const bars: SeriesLook = { ...line, display: 'bars' }
    const drawn = chartSeries(
      { times: [0, 10, 20], stepMs: 10, series: [series('failed', [1, null, 3]), series('answered', [2, 2, 2])] },
      [bars],
    )
    expect(drawn.map(one => one.of)).toEqual(['failed', 'backend'])
    expect(drawn[0]?.points.map(point => point.value)).toEqual([1, null, 3])
    expect(topOf(drawn)).toBe(5)
  })

  it('stand against the axis that they name', () => {
    const [drawn] = chartSeries({ times, stepMs: 10, series: [series('a', [1, 9])] }, [{ ...line, right: true }])
    expect(drawn?.axis).toBe('right')
    expect(drawn && topOf([drawn])).toBe(9)
  })
})
