import { createContext, useContext, useSyncExternalStore } from 'react'

/** The zone of the server that rendered the document. */
export const TimeZoneContext = createContext('UTC')

const never = () => () => {}
let found: string | undefined
/** Asked of the browser once: that costs more than drawing what needs it, and every label asks in every paint. */
const ofBrowser = () => {
  found ??= Intl.DateTimeFormat().resolvedOptions().timeZone
  return found
}

/** The browser's time zone; the server's until the page is hydrated, so that both write the same first. */
export function useTimeZone(): string {
  const ofServer = useContext(TimeZoneContext)
  return useSyncExternalStore(never, ofBrowser, () => ofServer)
}
