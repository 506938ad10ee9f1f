import type { MetaFunction } from '@remix-run/node'
import { MonitorsPage } from '../features/monitors/monitors-page.tsx'

export const meta: MetaFunction = () => [{ title: 'Monitors' }]

export default function Monitors() {
  return (
    <main className="board">
      <h1 className="vh">Monitors</h1>
      <MonitorsPage />
    </main>
  )
}
