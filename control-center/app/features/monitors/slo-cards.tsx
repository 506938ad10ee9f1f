import type { SlosView, SloView, TimeframeView } from '../../platform/lenses/slos/model.ts'
import type { MonitorRow, SloRow } from '../../platform/widgets/model.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { Meter } from '../../ui/meter.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { decimal, NBSP } from '../format/format.ts'
import { momentOf } from '../format/time.ts'
import { Answered, Nothing } from '../lenses/answered.tsx'
import { useInsight } from '../lenses/use-insight.ts'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { useDatadogLink } from '../widgets/datadog-context.ts'
import { DatadogLink } from '../widgets/frame.tsx'
import { MonitorBadge } from '../widgets/judged-widgets.tsx'
import { monitorsOfSlo } from './history.ts'

const EVERY_MS = 15_000
/** A fast alert fires above this: two percent of a month's budget in an hour. */
const FAST_BURN = 14.4

const STATE: Record<SloRow['state'], { tone: Tone; words: string }> = {
  ok: { tone: 'ok', words: 'Kept' },
  warning: { tone: 'warn', words: 'Close' },
  breached: { tone: 'bad', words: 'Missed' },
  no_data: { tone: 'unknown', words: 'No data' },
}

/** Objectives: what is promised, what is left of the budget, and how fast it goes now. */
export function SloCards() {
  const insight = useInsight<SlosView>('/slos', EVERY_MS)
  return (
    <section aria-label="Objectives" className="slo-cards">
      <Answered insight={insight}>
        {({ rows, problems }) => (
          <>
            {rows.length === 0 && (
              <Nothing title="No objective">
                This installation has no SLOs in Datadog. They are made with npm run datadog -- apply.
              </Nothing>
            )}
            {rows.map(slo => (
              <SloCard key={slo.id} slo={slo} />
            ))}
            {problems.map(problem => (
              <p key={problem} className="note">
                {problem}
              </p>
            ))}
            {rows.length > 0 && (
              <p className="note">
                The line on a burn bar is {FAST_BURN} ×, where the fast alert fires when both windows are above it. 1 ×
                spends the budget exactly by the end.
              </p>
            )}
          </>
        )}
      </Answered>
    </section>
  )
}

function SloCard({ slo }: { slo: SloView }) {
  const monitors = monitorsOfSlo(
    useLive(state => state.monitors.rows),
    slo.id,
  )
  const link = useDatadogLink({ to: 'slo', id: slo.id }, '4h')
  const { tone, words } = STATE[slo.state]
  return (
    <Card
      title={slo.name}
      className="slo"
      end={
        <>
          <Badge tone={tone}>{words}</Badge>
          {link && <DatadogLink {...link} title={slo.name} />}
        </>
      }
    >
      <div id={`slo-${slo.id}`} className="slo-body">
        <dl className="budgets">
          {slo.timeframes.map(timeframe => (
            <Budget key={timeframe.window} timeframe={timeframe} />
          ))}
        </dl>
        <Burn slo={slo} />
      </div>
      <Corrections slo={slo} />
      {monitors.length > 0 && <Alerts monitors={monitors} />}
    </Card>
  )
}

function Budget({ timeframe: { window, target, now, budget, state } }: { timeframe: TimeframeView }) {
  return (
    <div>
      <dt className="dim">
        {percent(target)} in {window}
      </dt>
      <dd>
        <b>{budget === null ? '–' : `${Math.round(budget)}${NBSP}%`}</b> left, {percent(now)} now
        <Meter
          part={(budget ?? 0) / 100}
          tone={state === 'ok' ? 'ok' : state === 'warning' ? 'warn' : state === 'breached' ? 'bad' : undefined}
          label={budget === null ? 'no budget known' : `${percent(budget)} of the error budget left`}
        />
      </dd>
    </div>
  )
}

function Burn({ slo: { burn } }: { slo: SloView }) {
  if (burn.length === 0) return null
  return (
    <dl className="burns">
      {burn.map(({ window, rate }) => (
        <div key={window}>
          <dt className="dim">Burn, {window}</dt>
          <dd>
            <Meter
              part={(rate ?? 0) / (2 * FAST_BURN)}
              mark={0.5}
              tone={rate !== null && rate > FAST_BURN ? 'bad' : rate !== null && rate > 1 ? 'warn' : undefined}
              label={rate === null ? 'nothing to count' : `${decimal(rate)} times the allowed speed`}
            />
            <span className="mono">{rate === null ? '–' : `${decimal(rate)}${NBSP}×`}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Corrections({ slo: { corrections } }: { slo: SloView }) {
  const timeZone = useTimeZone()
  const now = useNow()
  if (corrections.length === 0) return null
  return (
    <details>
      <summary>
        {corrections.length} {corrections.length === 1 ? 'correction' : 'corrections'}: times that do not count
      </summary>
      <ul>
        {corrections.slice(0, 10).map(one => (
          <li key={one.id} className="note">
            <span className="mono">
              {momentOf(one.from, now, timeZone)} – {one.to === null ? 'no end' : momentOf(one.to, now, timeZone)}
            </span>{' '}
            {one.category}
            {one.repeats ? ', repeats' : ''}. {one.description}
          </li>
        ))}
      </ul>
    </details>
  )
}

function Alerts({ monitors }: { monitors: readonly MonitorRow[] }) {
  return (
    <ul className="rows">
      {monitors.map(monitor => (
        <li key={monitor.id}>
          <a href={`#monitor-${monitor.id}`} className="cut" title={monitor.name}>
            {monitor.name}
          </a>
          <MonitorBadge state={monitor.state} since={monitor.since} />
        </li>
      ))}
    </ul>
  )
}

const percent = (value: number | null) =>
  value === null ? '–' : `${value.toLocaleString('en-US', { maximumFractionDigits: 2 })}${NBSP}%`
