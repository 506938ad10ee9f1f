import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Within so many pixels of its end a list counts as read to the end. */
const nearPx = 80

/**
 * Keeps a scrolled list at its end while it grows, until the person scrolls up.
 * @param content changes when the list does
 * @param identity changes when another list is shown, which begins at its end
 */
export function useStickToEnd(
  ref: RefObject<HTMLElement | null>,
  content: unknown,
  identity: unknown,
): { atEnd: boolean; toEnd: () => void } {
  const sticks = useRef(true)
  const [atEnd, setAtEnd] = useState(true)

  const toEnd = useCallback(() => {
    sticks.current = true
    ref.current?.scrollTo({ top: ref.current.scrollHeight })
  }, [ref])

  useEffect(() => {
    const list = ref.current
    if (list === null) return
    const look = () => {
      sticks.current = list.scrollHeight - list.scrollTop - list.clientHeight < nearPx
      setAtEnd(sticks.current)
    }
    list.addEventListener('scroll', look, { passive: true })
    // The field below grows with the question, and the window with a phone's keyboard.
    const resized = new ResizeObserver(() => {
      if (sticks.current) toEnd()
    })
    resized.observe(list)
    return () => {
      list.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [ref, toEnd])

  useLayoutEffect(() => {
    if (identity !== undefined || identity === undefined) toEnd()
  }, [identity, toEnd])

  useLayoutEffect(() => {
    if (content !== undefined && sticks.current) toEnd()
  }, [content, toEnd])

  return { atEnd, toEnd }
}
