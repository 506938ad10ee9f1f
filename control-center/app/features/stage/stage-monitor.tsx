import { sentence as asSentence, secondsBetween, wholeSeconds } from '../format/format.ts'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { MONITOR_TONE } from '../widgets/judged-widgets.tsx'
import { StageMain, StageNote, StageRows } from './parts.tsx'
import { useStageRun } from './use-stage-run.ts'

const LOUD = ['Alert', 'Warn', 'No Data']

/** One monitor and its state, or all of them; beside it those that need the eye. */
export function StageMonitor({ name }: { name: string | null }) {
  const { rows, problem } = useLive(state => state.monitors)
  const now = useNow()
  const run = useStageRun()
  const row = rows.find(one => one.name === name)
  const alerts = rows.filter(one => one.state === 'Alert').length
  const after =
    row?.state === 'Alert' && row.since && run?.activeAt && row.since >= run.activeAt
      ? `It fired ${wholeSeconds(secondsBetween(run.activeAt, row.since))} after the change.`
      : null
  const since = row?.since ? `For ${wholeSeconds(Math.max(0, (now - Date.parse(row.since)) / 1000))}` : ''
  const sorted = rows.toSorted((a, b) => place(a.state) - place(b.state) || a.name.localeCompare(b.name))
  return (
    <StageMain
      title={name ?? 'Monitors'}
      sub={name === null ? `${rows.length} monitors` : 'monitor in Datadog'}
      value={name === null ? String(alerts) : (row?.state ?? '–')}
      unit={name === null ? 'alert' : ''}
      isWord={name !== null}
      badge={row && since ? { tone: MONITOR_TONE[row.state], text: since } : null}
      sentence={problem ? asSentence(problem.detail) : after}
    >
      {rows.length === 0 ? (
        <StageNote>Asking Datadog.</StageNote>
      ) : (
        <StageRows
          label="Monitors"
          rows={sorted.map(one => ({
            key: one.id,
            tone: MONITOR_TONE[one.state],
            name: one.name,
            detail: one.state,
          }))}
        />
      )}
    </StageMain>
  )
}

const place = (state: string) => (LOUD.includes(state) ? LOUD.indexOf(state) : LOUD.length)
