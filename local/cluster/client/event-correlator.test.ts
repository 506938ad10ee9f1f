import { expect, it } from 'vitest'
import { EventCorrelator } from './event-correlator.ts'

const event = (message: string) => ({ source: 'kubelet/pod', type: 'Normal' as const, reason: 'Pulled', message })

it('counts a repeated event instead of writing it again', () => {
  const correlator = new EventCorrelator()
  const first = correlator.correlate(event('a'), 0)
  if (first.kind !== 'create') throw new Error('the first is created')
  correlator.stored(first.key, 'pod.1')
  expect(correlator.correlate(event('a'), 1)).toMatchObject({ kind: 'update', name: 'pod.1', count: 2 })
  expect(correlator.correlate(event('a'), 2)).toMatchObject({ kind: 'update', count: 3 })
})

it('combines more than ten different messages for one reason', () => {
  const correlator = new EventCorrelator()
  const kinds = Array.from({ length: 12 }, (_, index) => correlator.correlate(event(`message ${index}`), index))
  expect(kinds[9]).toMatchObject({ kind: 'create', message: 'message 9' })
  expect(kinds[10]).toMatchObject({ message: '(combined from similar events): message 10' })
})

it('drops events of an object that has too many, until time has passed', () => {
  const correlator = new EventCorrelator()
  for (let index = 0; index < 25; index++) correlator.correlate(event('same'), 0)
  expect(correlator.correlate(event('same'), 0).kind).toBe('drop')
  expect(correlator.correlate(event('same'), 300_000).kind).not.toBe('drop')
})
