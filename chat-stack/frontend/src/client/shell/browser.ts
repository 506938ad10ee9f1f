import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
}

/** Whether the browser believes that it has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribeTo(window, ['online', 'offline']), () => navigator.onLine)
}

/** Whether the page is in sight. */
export function useVisible(): boolean {
  return useSyncExternalStore(subscribeTo(document, ['visibilitychange']), () => document.visibilityState === 'visible')
}

const subscriptions = new Map<EventTarget, (listener: () => void) => () => void>()

/** The same function for the same target each time, so that React does not subscribe anew on every render. */
function subscribeTo(target: EventTarget, events: readonly string[]): (listener: () => void) => () => void {
  const known = subscriptions.get(target)
  if (known !== undefined) return known
  const subscribe = (listener: () => void) => {
    for (const event of events) target.addEventListener(event, listener)
    return () => {
      for (const event of events) target.removeEventListener(event, listener)
    }
  }
  subscriptions.set(target, subscribe)
  return subscribe
}

/** The time, renewed every so many milliseconds. */
export function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** True for a moment after each call of the second. */
export function useFlash(ms: number): [boolean, () => void] {
  const [count, setCount] = useState(0)
  const [on, setOn] = useState(false)
  useEffect(() => {
    if (count === 0) return
    setOn(true)
    const timer = setTimeout(() => setOn(false), ms)
    return () => clearTimeout(timer)
  }, [count, ms])
  return [on, useCallback(() => setCount(value => value + 1), [])]
}

/** Puts a text on the clipboard, also on a page that is not served securely. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'vh'
  const back = document.activeElement
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
  if (back instanceof HTMLElement) back.focus()
}
