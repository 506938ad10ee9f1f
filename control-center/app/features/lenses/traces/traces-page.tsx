import { Link } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { useAddress } from '../../../ui/use-address.ts'
import { NBSP } from '../../format/format.ts'
import { useKey } from '../../keys/keys-context.tsx'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { spanOf, spanWords } from '../../widgets/spans.ts'
import { LensEmpty, LensLoading, LensProblem } from '../lens-state.tsx'
import { SearchBar } from '../search-bar.tsx'
import { filterOf, searchOf, TRACE_FILTERS } from '../search-words.ts'
import { Traces } from './trace-list.tsx'
import { TracePanel } from './trace-panel.tsx'
import { useTraces } from './use-traces.ts'

/** Traces: search, list, one of them in full. What is asked for stands in the address. */
export function TracesPage() {
  const [params, change] = useAddress()
  const [live, setLive] = useState(true)
  const words = params.get('q') ?? ''
  const filter = filterOf(TRACE_FILTERS, params.get('filter'))
  const span = spanOf(params.get('span'), '15m')
  const query = searchOf(TRACE_FILTERS, filter, words)
  const { data, error, refetch } = useTraces(query, span, live)
  const rows = data?.rows ?? []
  const [first, setFirst] = useState<string | null>(null)
  // What is looked at stays, however many newer traces come.
  useEffect(() => {
    if (!data) return
    setFirst(known => data.rows.find(row => row.id === known)?.id ?? data.rows[0]?.id ?? null)
  }, [data])
  const chosen = params.get('trace') ?? first
  const inDatadog = useDatadogLink({ to: 'traces', query }, span)
  useKey('pause', () => setLive(!live))

  return (
    <>
      <SearchBar
        what="traces"
        words={words}
        onWords={q => change({ q, trace: '' })}
        filters={TRACE_FILTERS}
        filter={filter}
        onFilter={id => change({ filter: id === 'all' ? '' : id, trace: '' })}
        span={span}
        onSpan={one => change({ span: one })}
      >
        <Button hint="P" aria-pressed={!live} onClick={() => setLive(!live)}>
          {live ? 'Live, pause' : 'Paused, go on'}
        </Button>
        <Link className="btn" to="/traces/follow">
          Follow a message
        </Link>
        {inDatadog && (
          <a className="btn" href={inDatadog.href} target="_blank" rel="noreferrer">
            Same search in Datadog <Icon name="external" />
          </a>
        )}
      </SearchBar>
      <div className="lens-split">
        <section className="card lens-list" aria-label="Traces">
          {data && (
            <p className="note">
              <b>{rows.length} traces</b>, the newest in {spanWords(span)}
              {live && `, asked every ${data.everySeconds}${NBSP}s`}
              {data.usualWait && `; usual wait in the queue ${Math.round(data.usualWait.p50)}${NBSP}ms`}
            </p>
          )}
          {error && <LensProblem error={error} onAgain={() => void refetch()} />}
          {!data && !error && <LensLoading />}
          {data && rows.length === 0 && <LensEmpty title={`No traces in ${spanWords(span)}`} searched={query !== ''} />}
          {rows.length > 0 && <Traces rows={rows} chosen={chosen} onChoose={id => change({ trace: id })} />}
        </section>
        <section className="card lens-one" aria-label="Trace">
          <TracePanel id={chosen} />
        </section>
      </div>
    </>
  )
}
