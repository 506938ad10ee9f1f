import { expect, it } from 'vitest'
import type { LogLine } from '../../../platform/lenses/model.ts'
import { mergeLines } from './merge-lines.ts'

const line = (id: string, second: number): LogLine => ({
  id,
  at: new Date(second * 1000).toISOString(),
  status: 'info',
  service: 'worker',
  owner: 'worker',
  message: id,
  pod: null,
  traceId: null,
  json: '{}',
})
const ids = (lines: readonly LogLine[]) => lines.map(({ id }) => id)

it('has each line once, newest first, also one that came late', () => {
  const known = [line('d', 4), line('b', 2)]
  expect(ids(mergeLines(known, [line('e', 5), line('d', 4), line('c', 3)]))).toEqual(['e', 'd', 'c', 'b'])
})

it('keeps the newest thousand', () => {
  const many = Array.from({ length: 1_200 }, (_, index) => line(`l${index}`, index))
  const kept = mergeLines(many, [])
  expect(kept).toHaveLength(1_000)
  expect(kept[0]?.id).toBe('l1199')
})
