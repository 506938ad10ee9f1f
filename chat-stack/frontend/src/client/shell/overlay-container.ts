import { createContext } from 'react'

/**
 * The element in which menus are drawn: a part of the page that has a name, and inside an open modal dialog that
 * dialog, since everything outside of it is out of reach.
 */
export const OverlayContainer = createContext<HTMLElement | null>(null)
