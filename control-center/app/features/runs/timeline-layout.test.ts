import { expect, it } from 'vitest'
import { run } from '../live/testing.ts'
import type { ReportMoment } from './report.ts'
import { budgetWords } from './report-view.ts'
import { layOut } from './timeline-layout.ts'

const moment = (afterSeconds: number, what: string): ReportMoment => ({
  at: new Date(afterSeconds * 1000).toISOString(),
  afterSeconds,
  lane: 'Datadog',
  what,
  tone: 'warn',
})

it('puts words that would cover others into a row below, and leaves them out where no row is left', () => {
  const words = 'A monitor of quite a long name: alert'
  const crowd = Array.from({ length: 6 }, (_, index) => moment(20 + index, words))
  const [lane] = layOut([moment(0, 'injected'), ...crowd, moment(200, 'proven')]).lanes
  expect(lane?.rows).toBe(4)
  expect(lane?.moments.map(one => one.side)).toContain(null)
  expect(lane?.moments.at(-1)).toMatchObject({ side: 'left' })
})

it('has about ten ticks at most, of whole steps', () => {
  const { ticks } = layOut([moment(0, 'a'), moment(275, 'b')])
  expect(ticks.map(tick => tick.seconds)).toEqual([0, 30, 60, 90, 120, 150, 180, 210, 240, 270])
})

it('says what a run costs the budgets', () => {
  const budget = { from: '2026-11-23T14:21:50.000Z', to: '2026-11-23T14:26:02.000Z', slos: 7, problem: null }
  const plain = (text: string | null) => text?.replaceAll('\u00a0', ' ')
  expect(plain(budgetWords(run({ budget })))).toBe('SLO budget corrected for 4 min 12 s in 7 objectives')
  expect(plain(budgetWords(run({ budget: { ...budget, slos: null, problem: 'The connection is refused' } })))).toBe(
    'SLO budget not corrected yet: The connection is refused. It is tried again.',
  )
  expect(budgetWords(run())).toBeNull()
})
