import type { MetaFunction } from '@remix-run/node'
import { LogsPage } from '../features/lenses/logs/logs-page.tsx'

export const meta: MetaFunction = () => [{ title: 'Logs' }]

export default function Logs() {
  return (
    <main className="lens">
      <h1 className="vh">Logs</h1>
      <LogsPage />
    </main>
  )
}
