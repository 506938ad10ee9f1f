/** What a person set for this browser; kept in cookies so that the first paint is already right. */
export interface Prefs {
  theme: 'dark' | 'light'
  /** Single keys act and are printed. */
  keys: boolean
}

export const DEFAULT_PREFS: Prefs = { theme: 'dark', keys: true }

const YEAR_SECONDS = 365 * 24 * 3600

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

/** The cookies that hold these preferences, as `document.cookie` takes them one by one. */
export function prefsCookies(prefs: Prefs): string[] {
  const attributes = `; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`
  return [`theme=${prefs.theme}${attributes}`, `keys=${prefs.keys ? 'on' : 'off'}${attributes}`]
}
