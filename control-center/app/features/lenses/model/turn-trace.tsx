import { Link } from '@remix-run/react'
import { milliseconds } from '../traces/trace-words.ts'
import { useTrace } from '../traces/use-traces.ts'
import { traceBars } from './trace-bars.ts'

/** How long the way of a turn was with each service, from its trace. */
export function TurnTrace({ traceId, number }: { traceId: string | null; number: number }) {
  const { data, error } = useTrace(traceId)
  const bars = traceBars(data?.spans ?? [])
  return (
    <section aria-label={`Trace of turn ${number}`}>
      <h3 className="row">
        Trace of turn {number}
        {traceId && (
          <Link
            className="end mono text-xs"
            to={`/traces?trace=${traceId}`}
            aria-label={`Open the trace of turn ${number}`}
          >
            {traceId.slice(-8)}
          </Link>
        )}
      </h3>
      {traceId === null && <p className="note">Its span does not name a trace.</p>}
      {error && <p className="note warn">{error.message}</p>}
      {traceId !== null && !data && !error && <p className="note">Asking Datadog</p>}
      {data && bars.length === 0 && <p className="note">Its spans are older than what is kept, or come in a moment.</p>}
      <ul className="trace-bars">
        {bars.map(({ owner, from, width, milliseconds: took, failed }) => (
          <li key={owner} className={`s-${owner}`}>
            <span className={failed ? 'bad' : ''}>{owner}</span>
            <span className="bar-track">
              <i
                className={failed ? 'failed' : ''}
                style={{ left: `${from * 100}%`, width: `${width * 100}%` }}
                aria-hidden="true"
              />
            </span>
            <span className="mono num">{milliseconds(took)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
