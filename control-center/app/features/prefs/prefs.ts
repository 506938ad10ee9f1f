/** What a person set for this browser; kept in cookies so that the first paint is already right. */
export interface Prefs {
  theme: 'dark' | 'light'
  /** Single keys act and are printed. */
  keys: boolean
}

export const DEFAULT_PREFS: Prefs = { theme: 'dark', keys: true }

/** Reads the `Cookie` header; anything unknown counts as not set. */
export function readPrefs(cookieHeader: string | null): Prefs {
  const cookies = new Map(
    (cookieHeader ?? '').split(';').map(pair => {
      const [name = '', value = ''] = pair.trim().split('=')
      return [name, value]
    }),
  )
  return {
    theme: cookies.get('theme') === 'light' ? 'light' : 'dark',
    keys: cookies.get('keys') !== 'off',
  }
}

/** The cookies that hold these preferences, by name. */
export function prefsCookies(prefs: Prefs): Record<string, string> {
  return { theme: prefs.theme, keys: prefs.keys ? 'on' : 'off' }
}
