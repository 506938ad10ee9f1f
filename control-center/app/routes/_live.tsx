import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { Outlet, useLoaderData } from '@remix-run/react'
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import { WatchProvider } from '../features/guide/watch-context.tsx'
import { KeysProvider } from '../features/keys/keys-context.tsx'
import { LiveProvider } from '../features/live/live-context.tsx'
import { putSnapshot } from '../features/live/query.ts'
import { Palette } from '../features/palette/palette.tsx'
import { Banner } from '../features/shell/banner.tsx'
import { ErrorPage } from '../features/shell/error-page.tsx'
import { Header } from '../features/shell/header.tsx'
import { pagesOf } from '../features/shell/pages.ts'
import { StageFrame } from '../features/stage/frame.tsx'
import { TourProvider } from '../features/tour/tour-context.tsx'
import { TourStrip } from '../features/tour/tour-strip.tsx'
import { DatadogAppContext } from '../features/widgets/datadog-context.ts'

export function loader({ request, context }: LoaderFunctionArgs) {
  if (!context.session) {
    const { pathname, search } = new URL(request.url)
    throw redirect(pathname === '/' ? '/login' : `/login?next=${encodeURIComponent(pathname + search)}`)
  }
  const client = new QueryClient()
  putSnapshot(client, context.live.snapshot())
  return {
    live: dehydrate(client),
    chatUrl: context.links.chat,
    datadogUrl: context.links.datadog,
    hasDatadog: context.hasDatadog,
  }
}

/** After the first paint the stream keeps everything in step. */
export const shouldRevalidate = () => false

export default function LiveLayout() {
  const { live, chatUrl, datadogUrl, hasDatadog } = useLoaderData<typeof loader>()
  return (
    <HydrationBoundary state={live}>
      <LiveProvider>
        <KeysProvider>
          <DatadogAppContext.Provider value={datadogUrl}>
            <WatchProvider>
              <TourProvider>
                <StageFrame hasDatadog={hasDatadog}>
                  <div className="app">
                    <Header chatUrl={chatUrl} pages={pagesOf(hasDatadog)} />
                    <Banner />
                    <Outlet />
                    <TourStrip />
                  </div>
                </StageFrame>
                <Palette pages={pagesOf(hasDatadog)} />
              </TourProvider>
            </WatchProvider>
          </DatadogAppContext.Provider>
        </KeysProvider>
      </LiveProvider>
    </HydrationBoundary>
  )
}

export function ErrorBoundary() {
  return <ErrorPage />
}
