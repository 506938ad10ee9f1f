import { expect, it } from 'vitest'
import { minuteOfDay, momentOf, timeOfDay } from './time.ts'

it('writes times in 24 hours, in the zone that is asked for', () => {
  expect(timeOfDay('2026-11-23T00:05:09Z', 'UTC')).toBe('00:05:09')
  expect(timeOfDay('2026-11-23T13:22:44Z', 'Europe/Berlin')).toBe('14:22:44')
  expect(minuteOfDay(Date.parse('2026-11-23T13:22:44Z'), 'UTC')).toBe('13:22')
})

it('adds the day only when it is not today', () => {
  expect(momentOf('2026-11-23T13:22:44Z', '2026-11-23T20:00:00Z', 'UTC')).toBe('13:22:44')
  expect(momentOf('2026-11-22T13:22:44Z', '2026-11-23T20:00:00Z', 'UTC')).toBe('22 Nov, 13:22:44')
})
