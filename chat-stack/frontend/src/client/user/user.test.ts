import { afterEach, expect, it, vi } from 'vitest'
import { initials, loadUser, parseUser, randomName, uuid } from './user.ts'

const id = '4a1d3f4e-0000-4000-8000-000000000000'

afterEach(() => vi.unstubAllGlobals())

it('keeps the user of this browser', () => {
  const values = new Map<string, string>()
  const storage = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => values.set(key, value),
  } as unknown as Storage
  const user = loadUser(storage)
  expect(user.name).toMatch(/^\S+ \S+$/)
  expect(loadUser(storage)).toEqual(user)
})

it.each([null, '', '{', '[]', 'null', '{"id":"x","name":"y"}', `{"id":"${id}","name":" "}`])(
  'does not take %j for a user',
  text => {
    expect(parseUser(text)).toBeUndefined()
  },
)

it('reads a user', () => {
  expect(parseUser(JSON.stringify({ id, name: 'Ines Novak' }))).toEqual({ id, name: 'Ines Novak' })
})

it.each([
  ['Ines Novak', 'IN'],
  ['Ana de la Cruz', 'AC'],
  ['maya', 'MA'],
  ['Žofie Šedá', 'ŽŠ'],
  ['<b>Ida</b>', 'BB'],
  ['😀', ''],
])('writes %s as %s', (name, letters) => {
  expect(initials(name)).toBe(letters)
})

it('has a name for every random number', () => {
  expect(randomName(() => 0)).toBe('Ines Novak')
  expect(randomName(() => 0.999)).toBe('Ada Dvorak')
})

it('makes UUIDs where the browser has no function for it', () => {
  vi.stubGlobal('crypto', { getRandomValues: <T>(bytes: T) => bytes })
  expect(uuid()).toBe('00000000-0000-4000-8000-000000000000')
})
