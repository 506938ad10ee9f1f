import { expect, it } from 'vitest'
import { run } from '../live/testing.ts'
import { runNews } from './run-news.ts'

const recovering = run({ state: 'recovering' })

it('tells of a recovery once', () => {
  const healed = run({ state: 'healed', recoverySeconds: 38.2 })
  const [news] = runNews([recovering], [healed])
  expect(news).toMatchObject({ tone: 'ok', detail: '38 timed out meanwhile, 0 lost.' })
  expect(news?.title.replaceAll('\u00a0', ' ')).toBe('Healed in 38 s')
  expect(runNews([healed], [healed])).toEqual([])
})

it('tells what stands in the way of one that was not healed', () => {
  const outcome = { code: 'changed_by_others' as const, detail: 'Replicas are 3.' }
  expect(runNews([recovering], [run({ state: 'not-healed', outcome })])).toEqual([
    { tone: 'bad', title: 'Worker crash: not healed', detail: 'Somebody else changed it meanwhile. Replicas are 3.' },
  ])
})

it('says nothing of runs that it sees for the first time', () => {
  expect(runNews([], [run({ state: 'healed' })])).toEqual([])
})
