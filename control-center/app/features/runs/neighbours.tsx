import type { Run } from '@chat-demo/engine'
import { Link } from '@remix-run/react'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { Report } from './report.ts'

/** The run before, the run after, and this one on paper. */
export function Neighbours({ report, runs }: { report: Report; runs: readonly Run[] }) {
  return (
    <span className="row noprint">
      <Neighbour id={report.previous} runs={runs} title="Earlier run" icon="left" />
      <Neighbour id={report.next} runs={runs} title="Later run" icon="right" />
      <Button small onClick={() => window.print()}>
        Print
      </Button>
    </span>
  )
}

function Neighbour(props: { id: string | null; runs: readonly Run[]; title: string; icon: 'left' | 'right' }) {
  const { id, runs, title, icon } = props
  if (id === null) return null
  const run = runs.find(one => one.id === id)
  return (
    <Link className="btn sm" to={`/runs/${encodeURIComponent(id)}`} prefetch="intent" title={run?.title}>
      <Icon name={icon} />
      {title}
    </Link>
  )
}
