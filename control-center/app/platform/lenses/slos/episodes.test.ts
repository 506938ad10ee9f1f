import { expect, it } from 'vitest'
import { episodesOf } from './episodes.ts'

const event = (minute: number, title: string, more: object = {}) => ({
  id: `${minute}`,
  attributes: {
    timestamp: `2026-11-23T14:${String(minute).padStart(2, '0')}:00.000Z`,
    attributes: { title, monitor_id: 7, monitor: { id: 7, name: 'Waiting', ...more } },
  },
})

it('a monitor was not OK from the event that says so to the one that ends it', () => {
  const answer = {
    data: [
      event(9, '[Warn on {queue:b}] Waiting'),
      event(8, '[Recovered] Waiting'),
      event(5, '[Re-Triggered] Waiting'),
      event(3, '[Triggered] Waiting'),
      event(2, '[Warn] Waiting'),
      event(1, 'Something else'),
    ],
  }
  expect(
    episodesOf(answer).map(({ group, state, from, to }) => [group, state, from?.slice(14, 16), to?.slice(14, 16)]),
  ).toEqual([
    ['queue:b', 'Warn', '09', undefined],
    [null, 'Alert', '03', '08'],
    [null, 'Warn', '02', '03'],
  ])
})

it('one that began before what is known has no begin', () => {
  const [episode] = episodesOf({ data: [event(4, '[Recovered] Waiting', { transition: { from_state: 'No Data' } })] })
  expect(episode).toMatchObject({ monitorId: '7', state: 'No Data', from: null, to: '2026-11-23T14:04:00.000Z' })
})
