import { expect, it } from 'vitest'
import { waitBeforeShowing } from './batch.ts'
import { run } from './testing.ts'

it('lets numbers change once a second', () => {
  const numbers = { kind: 'pods', upsert: [], remove: [] } as const
  expect(waitBeforeShowing({ ...numbers, upsert: [], remove: [] }, 1_000, 1_300)).toBe(700)
  expect(waitBeforeShowing({ ...numbers, upsert: [], remove: [] }, 1_000, 2_500)).toBe(0)
})

it('shows a run and a traffic change at once', () => {
  expect(waitBeforeShowing({ kind: 'runs', upsert: [run()], remove: [] }, 1_000, 1_001)).toBe(0)
  expect(waitBeforeShowing({ kind: 'set', key: 'traffic', value: {} }, 1_000, 1_001)).toBe(0)
  expect(waitBeforeShowing({ kind: 'set', key: 'services', value: [] }, 1_000, 1_001)).toBe(999)
})
