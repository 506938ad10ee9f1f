import { expect, it } from 'vitest'
import type { PlatformStatus } from '../../platform/live-state.ts'
import { headerPlatforms } from './platform-words.ts'

const platform = (id: PlatformStatus['id'], reachable: boolean | null): PlatformStatus => ({
  id,
  name: id,
  kind: 'real',
  address: null,
  reachable,
  problem: reachable === false ? 'refused' : null,
  since: '2026-11-23T14:00:00.000Z',
})

it('shows what is outside the product, and of the stack only what is away', () => {
  const all = [platform('rabbitmq', false), platform('chat', true), platform('model', null), platform('cluster', true)]
  expect(headerPlatforms(all).map(one => one.id)).toEqual(['rabbitmq', 'cluster', 'model'])
})
