import type { MetaFunction } from '@remix-run/node'
import { Link } from '@remix-run/react'
import { useLive } from '../features/live/query.ts'
import { RunsTable } from '../features/runs/runs-table.tsx'
import { Card } from '../ui/card.tsx'

export const meta: MetaFunction = () => [{ title: 'Runs' }]

export default function Runs() {
  const runs = useLive(state => state.runs)
  return (
    <main className="report">
      <h1 className="verdict">Runs</h1>
      <Card title="History" sub={runs.length === 0 ? undefined : `newest first, the last ${runs.length}`}>
        {runs.length === 0 ? (
          <div className="msg">
            <b>No run yet</b>
            <span className="mid">Start the worker crash, and its report stands here.</span>
            <Link className="btn sm" to="/">
              Control center
            </Link>
          </div>
        ) : (
          <RunsTable runs={runs} />
        )}
      </Card>
    </main>
  )
}
