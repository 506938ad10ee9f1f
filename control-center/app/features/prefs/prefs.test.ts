import { expect, it } from 'vitest'
import { DEFAULT_PREFS, prefsCookies, readPrefs } from './prefs.ts'

it('is dark with keys where nothing is set or what is set is unknown', () => {
  expect(readPrefs(null)).toEqual(DEFAULT_PREFS)
  expect(readPrefs('session=abc; theme=sepia; keys=')).toEqual(DEFAULT_PREFS)
})

it('reads back what it wrote, beside other cookies', () => {
  const prefs = { theme: 'light', keys: false } as const
  const header = Object.entries(prefsCookies(prefs))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
  expect(readPrefs(`session=abc; ${header}`)).toEqual(prefs)
})
