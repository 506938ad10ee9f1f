import { Link } from '@remix-run/react'

/** To the trace that something belongs to. */
export function TraceLink({ id, of }: { id: string; of: string }) {
  return (
    <Link className="mono" to={`/traces?trace=${id}`} aria-label={`Trace ${id.slice(-8)} of ${of}`}>
      {id.slice(-8)}
    </Link>
  )
}
