import type { MetaFunction } from '@remix-run/node'
import { MonitorsPage } from '../features/monitors/monitors-page.tsx'

export const meta: MetaFunction = () => [{ title: 'Monitors and objectives' }]

export default function Monitors() {
  return (
    <main className="board">
      <h1 className="vh">Monitors and objectives</h1>
      <MonitorsPage />
    </main>
  )
}
