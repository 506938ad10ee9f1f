import { createContext } from 'react'

/** Where menus are drawn: inside the open modal dialog, since everything outside of it is out of reach. */
export const DialogContainer = createContext<HTMLElement | null>(null)
