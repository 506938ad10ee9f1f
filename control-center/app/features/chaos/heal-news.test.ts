import { expect, it } from 'vitest'
import { type HealResult, healNews } from './heal-news.ts'

const result = (change: Partial<HealResult>): HealResult => ({
  workload: 'worker',
  result: 'restored',
  detail: 'replicas 0 → 1.',
  byHand: null,
  ...change,
})

it('says what was taken back', () => {
  expect(healNews([result({})], null)).toMatchObject({ tone: 'ok', title: '1 change taken back: worker' })
  expect(healNews([result({}), result({ workload: 'backend' })], null).title).toBe(
    '2 changes taken back: worker, backend',
  )
})

it('puts what failed before everything else, with the way to do it by hand', () => {
  const byHand = 'kubectl -n chat-demo scale deployment/backend --replicas=1'
  const failed = result({ workload: 'backend', result: 'failed', detail: 'The cluster refused.', byHand })
  expect(healNews([result({}), failed], null)).toEqual({
    tone: 'bad',
    title: 'Could not heal backend',
    detail: `The cluster refused. By hand: ${byHand}`,
  })
})

it('says what was left because somebody else changed it', () => {
  const left = result({ result: 'changed_by_others', detail: 'Replicas are 3.' })
  expect(healNews([left], null)).toMatchObject({ tone: 'warn', title: 'Left as it is: worker' })
})

it('does not call it nothing when nobody could be asked', () => {
  expect(healNews([], null)).toMatchObject({ tone: 'ok', title: 'Nothing to heal' })
  expect(healNews([result({ result: 'already' })], null).title).toBe('Nothing to heal')
  expect(healNews([], 'The connection is refused.')).toMatchObject({ tone: 'bad', title: 'Could not ask the cluster' })
})
