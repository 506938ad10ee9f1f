import { createContext, useContext } from 'react'
import type { LinkTarget, Span } from '../../platform/widgets/model.ts'
import { useNow } from '../live/live-context.tsx'
import { datadogLink, linkName } from './links.ts'
import { spanMs } from './spans.ts'

/** Datadog's web application; null when there is none to open. */
export const DatadogAppContext = createContext<string | null>(null)

/** Address and name of the same thing in Datadog; null when it is nowhere. */
export function useDatadogLink(target: LinkTarget | null, span: Span): { href: string; name: string } | null {
  const appUrl = useContext(DatadogAppContext)
  // Whole minutes: an address that changes each second cannot be followed by a screen reader, or copied calmly.
  const to = Math.ceil(useNow() / 60_000) * 60_000
  const href = target && datadogLink(appUrl, target, { from: to - spanMs(span), to })
  return href && target ? { href, name: linkName(target) } : null
}
