import { expect, it } from 'vitest'
import type { QueryRow } from '../../../platform/lenses/database/model.ts'
import { inOrder } from './query-order.ts'

const row = (signature: string, totalSeconds: number, meanSeconds: number): QueryRow => ({
  signature,
  statement: null,
  user: 'chat',
  owner: 'ink',
  calls: 1,
  share: 0,
  totalSeconds,
  meanSeconds,
})

it('queries are ordered by all their time or by the time of one', () => {
  const rows = [row('often', 9, 0.1), row('slow', 5, 5)]
  expect(inOrder(rows, 'total').map(one => one.signature)).toEqual(['often', 'slow'])
  expect(inOrder(rows, 'mean').map(one => one.signature)).toEqual(['slow', 'often'])
})
