import { expect, test } from 'vitest'
import { z } from 'zod'
import { Planner } from './plan.ts'

test('the same seed draws the same visits, another seed others', () => {
  const draw = (seed: number) => {
    const planner = new Planner(seed)
    return Array.from({ length: 50 }, () => planner.next())
  }
  expect(draw(1)).toEqual(draw(1))
  expect(draw(2)).not.toEqual(draw(1))
})

test('visitors have ids that the chat accepts, and many come back', () => {
  const planner = new Planner(3)
  const visits = Array.from({ length: 1_000 }, () => planner.next())
  const ids = new Set(visits.map(({ visitor }) => visitor.id))
  for (const id of ids) expect(z.uuid().safeParse(id).success).toBe(true)
  expect(ids.size).toBe(100)
  expect(visits.some(({ question }) => question.includes('{plant}'))).toBe(false)
})
