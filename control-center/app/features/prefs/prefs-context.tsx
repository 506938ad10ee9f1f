import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { DEFAULT_PREFS, type Prefs, prefsCookies } from './prefs.ts'

interface PrefsValue {
  prefs: Prefs
  setPrefs: (change: Partial<Prefs>) => void
}

const PrefsContext = createContext<PrefsValue>({ prefs: DEFAULT_PREFS, setPrefs: () => {} })

export function usePrefs(): PrefsValue {
  return useContext(PrefsContext)
}

export function PrefsProvider({ initial, children }: { initial: Prefs; children: ReactNode }) {
  const [prefs, set] = useState(initial)
  const value = useMemo<PrefsValue>(
    () => ({
      prefs,
      setPrefs(change) {
        const next = { ...prefs, ...change }
        remember(next)
        // The document's own element lies above React's providers.
        document.documentElement.dataset.theme = next.theme
        set(next)
      },
    }),
    [prefs],
  )
  return <PrefsContext.Provider value={value}>{children}</PrefsContext.Provider>
}

const YEAR_MS = 365 * 24 * 3600 * 1000

/** For the next page load. A browser without the cookie store keeps what was set until then. */
function remember(prefs: Prefs): void {
  if (!('cookieStore' in window)) return
  for (const [name, value] of Object.entries(prefsCookies(prefs))) {
    void window.cookieStore.set({ name, value, path: '/', sameSite: 'lax', expires: Date.now() + YEAR_MS })
  }
}
