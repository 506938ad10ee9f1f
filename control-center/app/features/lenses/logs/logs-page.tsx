import { Link } from '@remix-run/react'
import { useState } from 'react'
import type { LogLine } from '../../../platform/lenses/model.ts'
import { Button } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { useTimeZone } from '../../../ui/time-zone.ts'
import { useAddress } from '../../../ui/use-address.ts'
import { NBSP } from '../../format/format.ts'
import { timeOfDay } from '../../format/time.ts'
import { useKey } from '../../keys/keys-context.tsx'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { spanOf, spanWords } from '../../widgets/spans.ts'
import { ChoiceRow } from '../choice-row.tsx'
import { LensEmpty, LensLoading, LensProblem } from '../lens-state.tsx'
import { LogStatus } from '../log-status.tsx'
import { OwnerMark } from '../owner-mark.tsx'
import { SCROLLS } from '../scrolls.ts'
import { SearchBar } from '../search-bar.tsx'
import { filterOf, LOG_FILTERS, searchOf } from '../search-words.ts'
import { useTail } from './use-tail.ts'

/** Logs as they come, each with the way to its trace. */
export function LogsPage() {
  const [params, change] = useAddress()
  const [live, setLive] = useState(true)
  const [picked, setPicked] = useState<string | null>(null)
  const words = params.get('q') ?? ''
  const filter = filterOf(LOG_FILTERS, params.get('filter'))
  const span = spanOf(params.get('span'), '15m')
  const query = searchOf(LOG_FILTERS, filter, words)
  const { lines, everySeconds, error, loading, again, older } = useTail(query, span, live)
  const inDatadog = useDatadogLink({ to: 'logs', query }, span)
  const chosen = lines.find(line => line.id === picked) ?? lines[0]
  useKey('pause', () => setLive(!live))
  useKey('open', () => {
    if (inDatadog) window.open(inDatadog.href, '_blank', 'noreferrer')
  })
  return (
    <>
      <SearchBar
        what="logs"
        words={words}
        onWords={q => change({ q })}
        filters={LOG_FILTERS}
        filter={filter}
        onFilter={id => change({ filter: id === 'all' ? '' : id })}
        span={span}
        onSpan={one => change({ span: one })}
      >
        <Button hint="P" aria-pressed={!live} onClick={() => setLive(!live)}>
          {live ? 'Live, pause' : 'Paused, go on'}
        </Button>
        {inDatadog && (
          <a className="btn" href={inDatadog.href} target="_blank" rel="noreferrer">
            Same search in Datadog <Icon name="external" />
          </a>
        )}
      </SearchBar>
      <div className="lens-split logs">
        <section className="card lens-list" aria-label="Logs">
          <p className="note">
            <b>{lines.length} lines</b>, newest first, of {spanWords(span)}
            {live ? `, asked every ${everySeconds}${NBSP}s` : ', paused'}
          </p>
          {error && <LensProblem error={error} onAgain={again} />}
          {loading && <LensLoading />}
          {!loading && !error && lines.length === 0 && (
            <LensEmpty title={`No lines in ${spanWords(span)}`} searched={query !== ''} />
          )}
          {lines.length > 0 && <Lines lines={lines} chosen={chosen?.id ?? null} onChoose={setPicked} />}
          {older && (
            <Button small onClick={older}>
              Older lines
            </Button>
          )}
        </section>
        <section className="card lens-one" aria-label="Line">
          {chosen ? <Line line={chosen} /> : <p className="msg mid">Choose a line to see all of it.</p>}
        </section>
      </div>
    </>
  )
}

interface LinesProps {
  lines: readonly LogLine[]
  chosen: string | null
  onChoose: (id: string) => void
}

function Lines({ lines, chosen, onChoose }: LinesProps) {
  const timeZone = useTimeZone()
  return (
    <ul className="lens-rows" aria-label="Lines, newest first">
      {lines.map(line => (
        <ChoiceRow
          key={line.id}
          name="lines"
          chosen={line.id === chosen}
          onChoose={() => onChoose(line.id)}
          className="log-row"
        >
          <span className="mono dim">{timeOfDay(line.at, timeZone)}</span>
          <LogStatus status={line.status} />
          <span className="cut">
            <OwnerMark owner={line.owner} />
            {line.service}
          </span>
          <span className="mono cut" title={line.message}>
            {line.message}
          </span>
          {line.traceId && <Icon name="right" className="dim" label="has a trace" />}
        </ChoiceRow>
      ))}
    </ul>
  )
}

function Line({ line }: { line: LogLine }) {
  const timeZone = useTimeZone()
  return (
    <>
      <header className="trace-head">
        <h2 className="row">
          <LogStatus status={line.status} />
          <span className="cut">{line.message}</span>
          {line.traceId && (
            <Link className="btn sm end" to={`/traces?${new URLSearchParams({ trace: line.traceId })}`}>
              Open its trace
            </Link>
          )}
        </h2>
        <p className="note">
          <OwnerMark owner={line.owner} />
          {line.service}, {timeOfDay(line.at, timeZone)}
          {line.pod && (
            <>
              , pod <span className="mono">{line.pod}</span>
            </>
          )}
        </p>
      </header>
      <section className="lens-details grow" aria-label="All of it" {...SCROLLS}>
        <pre className="lens-json">{line.json}</pre>
      </section>
    </>
  )
}
