import { useSyncExternalStore } from 'react'

let message = ''
const listeners = new Set<() => void>()

/** Has screen readers say something, politely. */
export function announce(text: string): void {
  // The same text twice is no change: a trailing space makes it one, and is not read.
  message = text === message ? `${text}\u00a0` : text
  for (const listener of listeners) listener()
}

/** The live region of the page. */
export function Announcer() {
  const text = useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => message,
  )
  return (
    <div className="vh" aria-live="polite" aria-atomic="true">
      {text}
    </div>
  )
}
