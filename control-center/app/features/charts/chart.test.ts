import { describe, expect, it } from 'vitest'
import { minuteTicks, niceTop, spreadLabels } from './axis.ts'
import { largest, newest, rowsOf, type Series, shapeInWords } from './rows.ts'

describe('axis', () => {
  it.each([
    [0, 1],
    [0.9, 1],
    [1.2, 2],
    [2, 2],
    [3.1, 4],
    [7.2, 8],
    [8.4, 10],
    [34.8, 40],
    [187, 200],
  ])('a largest value of %d has the top %d', (max, top) => expect(niceTop(max)).toBe(top))

  it('never ends below the smallest top that is asked for', () => {
    expect(niceTop(0.2, 4)).toBe(4)
  })

  it('marks whole minutes of the clock inside the span', () => {
    const at = (clock: string) => Date.parse(`2026-11-23T${clock}Z`)
    const ticks = (width: number) => minuteTicks(at('14:17:44'), at('14:22:44'), width)
    expect(ticks(150)).toEqual([at('14:20:00'), at('14:22:00')])
    expect(ticks(600)).toEqual(['14:18:00', '14:19:00', '14:20:00', '14:21:00', '14:22:00'].map(at).slice(0))
    expect(ticks(0)).toEqual([])
  })

  it('leaves out a minute whose label would stand beyond the edge', () => {
    const at = (clock: string) => Date.parse(`2026-11-23T${clock}Z`)
    expect(minuteTicks(at('14:17:02'), at('14:22:02'), 300).map(tick => new Date(tick).getUTCMinutes())).toEqual([
      18, 19, 20, 21,
    ])
  })

  it('moves labels apart and keeps their order and the plot', () => {
    expect(spreadLabels([10, 50], 90, 16)).toEqual([10, 50])
    expect(spreadLabels([40, 40], 90, 16)).toEqual([40, 56])
    expect(spreadLabels([42, 40], 90, 16)).toEqual([56, 40])
    expect(spreadLabels([90, 88], 90, 16)).toEqual([90, 74])
  })
})

describe('rows', () => {
  const published: Series = {
    key: 'published',
    name: 'published',
    of: 'backend',
    points: [
      { at: 2, value: 1 },
      { at: 1, value: 3 },
    ],
  }
  const delivered: Series = { key: 'delivered', name: 'delivered', of: 'worker', points: [{ at: 2, value: null }] }

  it('joins series by time and keeps gaps', () => {
    expect(rowsOf([published, delivered])).toEqual([
      { at: 1, published: 3 },
      { at: 2, published: 1, delivered: null },
    ])
  })

  it('knows the largest and the newest', () => {
    expect(largest([published, delivered])).toBe(3)
    expect(largest([delivered])).toBe(0)
    expect(newest(delivered)).toBeNull()
  })

  it('says the shape in words', () => {
    const words = shapeInWords([{ ...published, points: published.points.toReversed() }], value => `${value} /s`)
    expect(words).toBe('published: now 1 /s, between 1 /s and 3 /s')
    expect(shapeInWords([delivered], String)).toBe('delivered: no data')
  })
})
