import { createContext, useContext, useSyncExternalStore } from 'react'

/** The zone of the server that rendered the document. */
export const TimeZoneContext = createContext('UTC')

const never = () => () => {}
const ofBrowser = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** The browser's time zone; the server's until the page is hydrated, so that both write the same first. */
export function useTimeZone(): string {
  const ofServer = useContext(TimeZoneContext)
  return useSyncExternalStore(never, ofBrowser, () => ofServer)
}
