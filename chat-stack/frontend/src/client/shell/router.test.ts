import { expect, it } from 'vitest'
import { parsePath, pathOf } from './router.ts'

const id = '4a1d3f4e-0000-4000-8000-00000000000a'

it.each([
  ['/', undefined],
  [`/c/${id}`, id],
  [`/c/${id.toUpperCase()}/`, id],
  ['/c/1', undefined],
  ['/other', undefined],
])('reads %s', (path, conversationId) => {
  expect(parsePath(path)).toEqual({ conversationId })
})

it('writes what it reads', () => {
  expect([pathOf(undefined), pathOf(id)]).toEqual(['/', `/c/${id}`])
})
