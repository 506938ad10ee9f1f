import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useLoaderData, useRouteLoaderData } from '@remix-run/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { retryDelay, shouldRetry } from './features/api/retry.ts'
import { DEFAULT_PREFS, readPrefs } from './features/prefs/prefs.ts'
import { PrefsProvider } from './features/prefs/prefs-context.tsx'
import { ErrorPage } from './features/shell/error-page.tsx'
import { ToastProvider } from './features/toasts/toasts.tsx'
import styles from './styles/app.css?url'
import { useNonce } from './ui/nonce.ts'
import { TimeZoneContext } from './ui/time-zone.ts'

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: styles },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
]

export const meta: MetaFunction = () => [{ title: 'Chat Demo Control Center' }]

export function loader({ request }: LoaderFunctionArgs) {
  return {
    prefs: readPrefs(request.headers.get('cookie')),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

/** Preferences and zone belong to the first paint; afterwards the browser holds them itself. */
export const shouldRevalidate = () => false

export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('root')
  const nonce = useNonce()
  return (
    <html lang="en" data-theme={data?.prefs.theme ?? DEFAULT_PREFS.theme} suppressHydrationWarning>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  )
}

export default function App() {
  const { prefs, timeZone } = useLoaderData<typeof loader>()
  const [queryClient] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: shouldRetry, retryDelay } } }),
  )
  return (
    <QueryClientProvider client={queryClient}>
      <PrefsProvider initial={prefs}>
        <TimeZoneContext.Provider value={timeZone}>
          <ToastProvider>
            <Outlet />
          </ToastProvider>
        </TimeZoneContext.Provider>
      </PrefsProvider>
    </QueryClientProvider>
  )
}

export function ErrorBoundary() {
  return <ErrorPage />
}
