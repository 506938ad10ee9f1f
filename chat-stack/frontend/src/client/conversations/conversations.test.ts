import { describe, expect, it } from 'vitest'
import { plainPreview } from './preview.ts'
import { groupByDay, shortTime } from './when.ts'

const now = new Date(2026, 10, 23, 12, 35)
const at = (...[year, month, date, hours = 12, minutes = 0]: [number, number, number, number?, number?]) =>
  new Date(year, month, date, hours, minutes).toISOString()

describe('groupByDay', () => {
  it('puts conversations under headings by midnights, not by hours', () => {
    const conversations = [
      { id: 'a', updatedAt: at(2026, 10, 23, 0, 1) },
      { id: 'b', updatedAt: at(2026, 10, 22, 23, 59) },
      { id: 'c', updatedAt: at(2026, 10, 17) },
      { id: 'd', updatedAt: at(2026, 10, 16) },
    ].map(item => ({ ...item, title: '', preview: '' }))
    const groups = groupByDay(conversations, now).map(group => [group.title, group.conversations.map(item => item.id)])
    expect(groups).toEqual([
      ['Today', ['a']],
      ['This week', ['b', 'c']],
      ['Earlier', ['d']],
    ])
  })

  it('leaves empty headings out', () => {
    expect(groupByDay([], now)).toEqual([])
  })
})

it.each([
  [at(2026, 10, 23, 12, 35), 'now'],
  [at(2026, 10, 23, 12, 36), 'now'],
  [at(2026, 10, 23, 11, 2), '11:02'],
  [at(2026, 10, 20), 'Fri'],
  [at(2026, 10, 3), '3 Nov'],
  [at(2025, 10, 3), '3 Nov 2025'],
])('says %s as %s', (iso, text) => {
  expect(shortTime(iso, now)).toBe(text)
})

it.each([
  ['**No.** Ivy is *poisonous*.', 'No. Ivy is poisonous.'],
  ['## Title\n\n- **Lavender.** Deep pot\n- Thyme', 'Title Lavender. Deep pot Thyme'],
  ['See [the notes](https://example.org/a) and `code`', 'See the notes and code'],
  ['1. One\n2. Two', 'One Two'],
  ['2 * 3 and snake_case', '2 * 3 and snake_case'],
])('shows %j as %j', (markdown, text) => {
  expect(plainPreview(markdown)).toBe(text)
})
