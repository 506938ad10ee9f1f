import { usePrefs } from '../features/prefs/prefs-context.tsx'

/** A key as it is printed on its control; gone while single keys are turned off. */
export function Kbd({ children, always = false }: { children: string; always?: boolean }) {
  const { prefs } = usePrefs()
  if (!prefs.keys && !always) return null
  return (
    <span className="kbd" aria-hidden="true">
      {children}
    </span>
  )
}
