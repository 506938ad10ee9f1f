import { expect, test } from 'vitest'
import { Itinerary } from './itinerary.ts'

const stays = (seed: number) => {
  const itinerary = new Itinerary(seed)
  return Array.from({ length: 200 }, () => itinerary.next())
}

test('the same seed draws the same stays, another one others', () => {
  expect(stays(7)).toEqual(stays(7))
  expect(stays(8)).not.toEqual(stays(7))
})

test('a stay has some turns, and none without a question or without time to read', () => {
  for (const { turns, awayMs } of stays(3)) {
    expect(turns.length).toBeGreaterThanOrEqual(2)
    expect(turns.length).toBeLessThanOrEqual(4)
    expect(awayMs).toBeGreaterThan(0)
    for (const { question, readMs } of turns) {
      expect(question).toMatch(/\S/)
      expect(question).not.toContain('{')
      expect(readMs).toBeGreaterThan(0)
    }
  }
})

test('most keep their opinion to themselves, and both kinds are given', () => {
  const thumbs = stays(5).flatMap(({ turns }) => turns.map(({ thumb }) => thumb))
  const part = (thumb: string | null) => thumbs.filter(one => one === thumb).length / thumbs.length
  expect(part(null)).toBeGreaterThan(0.5)
  expect(part('up')).toBeGreaterThan(part('down'))
  expect(part('down')).toBeGreaterThan(0)
})
