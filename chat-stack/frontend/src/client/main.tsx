import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { mayPass, reconnectDelay } from './api/retry.ts'
import { ErrorBoundary } from './shell/ErrorBoundary.tsx'
import { telemetry } from './telemetry/telemetry.ts'
import './styles/main.css'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 3 && mayPass(error),
      retryDelay: failures => reconnectDelay(failures, Math.random),
      // The browser's own idea of the network is wrong on a machine whose servers are all local.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ErrorBoundary>
        <App storage={readableStorage()} />
      </ErrorBoundary>
    </QueryClientProvider>
  </StrictMode>,
)
void telemetry.start()

/** A browser may forbid storage; the name then lasts as long as the page. */
function readableStorage(): Storage | undefined {
  try {
    return window.localStorage
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}
