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
        for (const cookie of prefsCookies(next)) document.cookie = cookie
        // The document's own element lies above React's providers.
        document.documentElement.dataset.theme = next.theme
        set(next)
      },
    }),
    [prefs],
  )
  return <PrefsContext.Provider value={value}>{children}</PrefsContext.Provider>
}
