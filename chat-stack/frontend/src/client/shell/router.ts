import { useSyncExternalStore } from 'react'

/** The id of the open conversation; undefined on the page of a new question. */
export type Route = { conversationId: string | undefined }

const changed = 'fernway:navigate'

export function parsePath(path: string): Route {
  return { conversationId: /^\/c\/([0-9a-f-]{36})\/?$/i.exec(path)?.[1]?.toLowerCase() }
}

export function pathOf(conversationId: string | undefined): string {
  return conversationId === undefined ? '/' : `/c/${conversationId}`
}

export function navigate(conversationId: string | undefined): void {
  const path = pathOf(conversationId)
  if (path === window.location.pathname) return
  window.history.pushState(null, '', path)
  window.dispatchEvent(new Event(changed))
}

export function currentRoute(): Route {
  return parsePath(window.location.pathname)
}

export function useRoute(): Route {
  return parsePath(useSyncExternalStore(onNavigation, () => window.location.pathname))
}

/** @returns stops calling */
export function onNavigation(listener: () => void): () => void {
  for (const event of ['popstate', changed]) window.addEventListener(event, listener)
  return () => {
    for (const event of ['popstate', changed]) window.removeEventListener(event, listener)
  }
}
