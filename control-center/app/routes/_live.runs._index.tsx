import type { MetaFunction } from '@remix-run/node'
import { Link } from '@remix-run/react'
import { useLive } from '../features/live/query.ts'
import { HistoryTable } from '../features/runs/history-table.tsx'
import { historyOf } from '../features/runs/report.ts'
import { RunsTable } from '../features/runs/runs-table.tsx'
import { Card } from '../ui/card.tsx'

export const meta: MetaFunction = () => [{ title: 'Runs' }]

export default function Runs() {
  const runs = useLive(state => state.runs)
  const history = historyOf(runs)
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
      {history.length > 0 && (
        <Card title="Promised and measured" sub="seconds, over the runs above that are over">
          <HistoryTable history={history} />
        </Card>
      )}
    </main>
  )
}
