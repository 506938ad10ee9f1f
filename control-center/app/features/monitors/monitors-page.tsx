import { useSearchParams } from '@remix-run/react'
import { useState } from 'react'
import type { EpisodesView } from '../../platform/lenses/slos/model.ts'
import { type MonitorRow, type MonitorState, SPANS } from '../../platform/widgets/model.ts'
import { Badge, TONE_CLASS, TONE_ICON } from '../../ui/badge.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { secondsBetween, wholeSeconds } from '../format/format.ts'
import { momentOf } from '../format/time.ts'
import { useInsight } from '../lenses/use-insight.ts'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { useDatadogLink } from '../widgets/datadog-context.ts'
import { MONITOR_TONE, MonitorBadge } from '../widgets/judged-widgets.tsx'
import { spanOf, spanWords } from '../widgets/spans.ts'
import { problemWords } from '../widgets/status.ts'
import { sloOfMonitor } from './history.ts'
import { HistoryCard } from './history-card.tsx'
import { type MonitorGroup, monitorGroups, ORDER, readMessage } from './monitor-groups.ts'
import { MonitorStrip } from './monitor-strip.tsx'
import { SloCards } from './slo-cards.tsx'

const HISTORY_MS = 15_000

/** All monitors of the installation by state, with their history and what to do, beside the objectives. */
export function MonitorsPage() {
  const { rows, problem, asked } = useLive(state => state.monitors)
  const [words, setWords] = useState('')
  const [only, setOnly] = useState<MonitorState | null>(null)
  const [search, setSearch] = useSearchParams()
  const span = spanOf(search.get('span'), '1h')
  const insight = useInsight<EpisodesView>(`/monitors/history?span=${span}`, HISTORY_MS)
  const all = useDatadogLink({ to: 'monitors', query: '' }, '4h')
  const groups = monitorGroups(rows, words, only)
  return (
    <>
      <div className="board-bar">
        <fieldset aria-label="State">
          <div className="seg">
            <Choice state={null} count={rows.length} only={only} onOnly={setOnly} />
            {ORDER.map(state => ({ state, count: rows.filter(row => row.state === state).length }))
              .filter(({ count }) => count > 0)
              .map(({ state, count }) => (
                <Choice key={state} state={state} count={count} only={only} onOnly={setOnly} />
              ))}
          </div>
        </fieldset>
        <input
          type="search"
          className="field grow"
          placeholder="Name, service or tag"
          aria-label="Search monitors by name, service or tag"
          value={words}
          onChange={event => setWords(event.target.value)}
        />
        <fieldset aria-label="Time range of the history">
          <div className="seg">
            {SPANS.map(one => (
              <label key={one} className={one === span ? 'on' : ''}>
                <input
                  type="radio"
                  name="span"
                  className="vh"
                  checked={one === span}
                  onChange={() => setSearch({ span: one }, { replace: true, preventScrollReset: true })}
                />
                {spanWords(one)}
              </label>
            ))}
          </div>
        </fieldset>
        {all && (
          <a className="btn sm" href={all.href} target="_blank" rel="noreferrer">
            Monitors in Datadog <Icon name="external" />
          </a>
        )}
      </div>
      {problem && (
        <p className="row note">
          <Badge tone="warn">{problemWords(problem).title}</Badge> {problemWords(problem).detail}
        </p>
      )}
      {!asked && <p className="note">Asking Datadog</p>}
      {asked && rows.length === 0 && !problem && (
        <p className="note">
          This installation has no monitors in Datadog. They are made with npm run datadog -- apply.
        </p>
      )}
      {asked && rows.length > 0 && groups.length === 0 && <p className="note">No monitor has all of these words.</p>}
      <div className="monitors-page">
        <div>
          {groups.map(group => (
            <Group key={group.state} group={group} history={insight.data} />
          ))}
          <HistoryCard insight={insight} span={span} />
        </div>
        <SloCards />
      </div>
    </>
  )
}

interface ChoiceProps {
  state: MonitorState | null
  count: number
  only: MonitorState | null
  onOnly: (state: MonitorState | null) => void
}

function Choice({ state, count, only, onOnly }: ChoiceProps) {
  const tone = state && MONITOR_TONE[state]
  return (
    <label className={state === only ? 'on' : ''}>
      <input type="radio" name="state" className="vh" checked={state === only} onChange={() => onOnly(state)} />
      {tone && tone !== 'plain' && <Icon name={TONE_ICON[tone]} className={TONE_CLASS[tone]} />}
      {state ?? 'All'} {count}
    </label>
  )
}

function Group({ group: { state, rows }, history }: { group: MonitorGroup; history: EpisodesView | undefined }) {
  const tone = MONITOR_TONE[state]
  return (
    <section aria-label={state} className="monitors">
      <h2 className="row monitors-title">
        {tone !== 'plain' && <Icon name={TONE_ICON[tone]} className={TONE_CLASS[tone]} />}
        <b>{state}</b>
        <span className="dim">
          {rows.length} {rows.length === 1 ? 'monitor' : 'monitors'}
        </span>
      </h2>
      <ul>
        {rows.map(row => (
          <Row key={row.id} row={row} history={history} />
        ))}
      </ul>
    </section>
  )
}

function Row({ row, history }: { row: MonitorRow; history: EpisodesView | undefined }) {
  const timeZone = useTimeZone()
  const now = useNow()
  const link = useDatadogLink({ to: 'monitor', id: row.id }, '4h')
  const quiet = row.state === 'OK'
  const slo = sloOfMonitor(row)
  const seconds = row.since === null ? null : secondsBetween(row.since, new Date(now).toISOString())
  return (
    <li id={`monitor-${row.id}`} className={`monitor ${quiet ? 'quiet' : ''}`}>
      <MonitorBadge state={row.state} since={row.since} />
      <div className="what">
        <p className="b">
          {link ? (
            <a href={link.href} target="_blank" rel="noreferrer">
              {row.name} <Icon name="external" />
            </a>
          ) : (
            row.name
          )}
        </p>
        {!quiet && row.query !== 'no_query' && (
          <p className="mono dim cut" title={row.query}>
            {row.query}
          </p>
        )}
        {slo && (
          <p className="note">
            <a href={`#slo-${slo}`}>Its objective</a>
          </p>
        )}
        {row.groups.length > 0 && <p className="note">{row.groups.map(group => group.name).join(', ')}</p>}
      </div>
      <p className="since">
        {row.since === null ? (
          <span className="dim">since it was made</span>
        ) : (
          <>
            <span className="mono">{momentOf(row.since, now, timeZone)}</span>
            {!quiet && seconds !== null && seconds < 3600 && (
              <span className="dim block">{wholeSeconds(seconds)} ago</span>
            )}
          </>
        )}
        <MonitorStrip id={row.id} history={history} />
      </p>
      <Message row={row} quiet={quiet} />
    </li>
  )
}

/** What it means, and what to do while it needs somebody. */
function Message({ row, quiet }: { row: MonitorRow; quiet: boolean }) {
  const { means, toDo } = readMessage(row.message)
  if (quiet) {
    return (
      <p className="message dim cut" title={means}>
        {means}
      </p>
    )
  }
  return (
    <div className="message mid">
      <p>{means}</p>
      {toDo && (
        <p>
          <b>What to do.</b> {toDo}
        </p>
      )}
    </div>
  )
}
