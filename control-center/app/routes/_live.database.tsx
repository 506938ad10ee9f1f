import type { MetaFunction } from '@remix-run/node'
import { DatabaseLens } from '../features/lenses/database/database-lens.tsx'
import { Board } from '../features/widgets/board-page.tsx'

export const meta: MetaFunction = () => [{ title: 'Database' }]

export default function DatabasePage() {
  return (
    <main className="board">
      <h1 className="vh">Database</h1>
      <DatabaseLens ownSpan="15m" />
      <Board dashboard="database" ownSpan="15m" />
    </main>
  )
}
