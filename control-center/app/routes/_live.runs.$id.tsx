import type { Run } from '@chat-demo/engine'
import type { MetaFunction } from '@remix-run/node'
import { Link, useParams } from '@remix-run/react'
import { useQuery } from '@tanstack/react-query'
import { call } from '../features/api/call.ts'
import { useLive } from '../features/live/query.ts'
import { RunReport } from '../features/runs/run-report.tsx'

export const meta: MetaFunction = () => [{ title: 'Run' }]

export default function RunPage() {
  const { id = '' } = useParams()
  const live = useLive(state => state.runs.find(run => run.id === id) ?? null)
  // The live state holds the newest runs only; an older one is asked for.
  const older = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => call<Run>(`/api/v1/runs/${encodeURIComponent(id)}`, { signal }),
    enabled: live === null,
  })
  const run = live ?? older.data
  if (run) return <RunReport run={run} />
  return (
    <main className="report">
      <h1 className="verdict">{older.error ? 'No such run' : 'Looking for the run'}</h1>
      {older.error && (
        <>
          <p className="mid">{older.error.message}</p>
          <p>
            <Link className="btn" to="/runs">
              All runs
            </Link>
          </p>
        </>
      )}
    </main>
  )
}
