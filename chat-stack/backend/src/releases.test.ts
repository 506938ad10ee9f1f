import type pg from 'pg'
import { expect, test, vi } from 'vitest'
import { countSimilar, tagTopic } from './releases.ts'

const release = vi.fn()
const connect = vi.fn(async () => ({ query: async () => ({ rows: [{ count: '3' }] }), release }))
const pool = { connect } as unknown as pg.Pool

test('the next release fails on questions that name no plant, and on those only', () => {
  expect(() => tagTopic('How often should I water my fern?', pool)).not.toThrow()
  expect(() => tagTopic('Is a cactus safe for cats?', pool)).not.toThrow()
  expect(() => tagTopic('And how often in winter?', pool)).toThrow(TypeError)
})

test('the leaking release keeps a connection for each question that names no plant', async () => {
  await countSimilar('How often should I water my fern?', pool)
  expect([connect.mock.calls.length, release.mock.calls.length]).toEqual([1, 1])
  await countSimilar('And how often in winter?', pool)
  expect([connect.mock.calls.length, release.mock.calls.length]).toEqual([2, 1])
})
