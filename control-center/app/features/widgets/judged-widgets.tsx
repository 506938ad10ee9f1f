import type { MonitorState, SloRow, WidgetState, WidgetView } from '../../platform/widgets/model.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Meter } from '../../ui/meter.tsx'
import { age, NBSP, secondsBetween } from '../format/format.ts'
import { useNow } from '../live/live-context.tsx'
import { Frame } from './frame.tsx'

export const MONITOR_TONE: Record<MonitorState, Tone> = {
  Alert: 'bad',
  Warn: 'warn',
  'No Data': 'unknown',
  OK: 'ok',
  Ignored: 'plain',
  Skipped: 'plain',
  Unknown: 'unknown',
}

/** State of a monitor, and for how long where that matters. */
export function MonitorBadge({ state, since }: { state: MonitorState; since: string | null }) {
  const now = useNow()
  const told = since !== null && (state === 'Alert' || state === 'Warn')
  const words = told ? ` ${age(secondsBetween(since, new Date(now).toISOString()))}` : ''
  return (
    <Badge tone={MONITOR_TONE[state]}>
      {state === 'No Data' ? 'No data' : state}
      {words}
    </Badge>
  )
}

/** Monitors that need the eye, each; those that are in order, counted. */
export function MonitorsWidget({ view, state }: { view: WidgetView; state: WidgetState | undefined }) {
  const rows = state?.data?.kind === 'monitors' ? state.data.rows : []
  const loud = rows.filter(row => row.state !== 'OK')
  const quiet = rows.length - loud.length
  return (
    <Frame view={view} state={state} sub={`${rows.length} monitors`} scrolls showsEmpty>
      {rows.length === 0 && <p className="note">No monitor answers to this search.</p>}
      <ul className="rows">
        {loud.map(row => (
          <li key={row.id}>
            <span className="cut" title={row.name}>
              {row.name}
            </span>
            <MonitorBadge state={row.state} since={row.since} />
          </li>
        ))}
        {quiet > 0 && (
          <li>
            <span>{loud.length > 0 ? `${quiet} others` : `All ${quiet}`}</span>
            <Badge tone="ok">OK</Badge>
          </li>
        )}
      </ul>
    </Frame>
  )
}

/** The status of a check, as the monitor of it knows it. */
export function ChecksWidget({ view, state }: { view: WidgetView; state: WidgetState | undefined }) {
  const data = state?.data?.kind === 'checks' ? state.data : null
  return (
    <Frame view={view} state={state} sub={view.text ?? undefined} scrolls showsEmpty>
      {data?.rows.length === 0 && (
        <p className="note">
          Datadog tells the status of a check only through a monitor of it, and none watches <code>{view.text}</code>.
        </p>
      )}
      <ul className="rows">
        {data?.rows.map(row => (
          <li key={row.name}>
            <span className="cut" title={row.name}>
              {row.name}
            </span>
            <MonitorBadge state={row.state} since={row.since} />
          </li>
        ))}
      </ul>
      {data?.from && <p className="note">As the monitor “{data.from}” sees it.</p>}
    </Frame>
  )
}

const SLO_TONE: Record<SloRow['state'], 'ok' | 'warn' | 'bad' | undefined> = {
  ok: 'ok',
  warning: 'warn',
  breached: 'bad',
  no_data: undefined,
}

const percent = (value: number | null) =>
  value === null ? '–' : `${value.toLocaleString('en-US', { maximumFractionDigits: 2 })}${NBSP}%`

/** Objectives with what is left of their error budgets, the least first. */
export function SlosWidget({ view, state }: { view: WidgetView; state: WidgetState | undefined }) {
  const rows = state?.data?.kind === 'slos' ? state.data.rows : []
  return (
    <Frame view={view} state={state} sub={rows[0]?.window} scrolls showsEmpty>
      {rows.length === 0 && <p className="note">No objective answers to this search.</p>}
      {rows.length > 0 && (
        <table className="tbl d slos">
          <thead>
            <tr>
              <th scope="col">objective</th>
              <th scope="col" className="num">
                now
              </th>
              <th scope="col">budget left</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.id}>
                <td className="cut fill" title={`${row.name}, target ${percent(row.target)}`}>
                  {row.name}
                </td>
                <td className="num mono">{percent(row.now)}</td>
                <td className="budget">
                  <Meter
                    part={(row.budget ?? 0) / 100}
                    tone={SLO_TONE[row.state]}
                    label={row.budget === null ? 'no budget known' : `${percent(row.budget)} of the error budget left`}
                  />
                  <b className="mono">{row.budget === null ? '–' : `${Math.round(row.budget)}${NBSP}%`}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Frame>
  )
}
