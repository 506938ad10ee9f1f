import { activeSeconds, outcomeTitle, recoveringSeconds, runBadge } from '../chaos/run-words.ts'
import { clock } from '../format/format.ts'
import { useNow } from '../live/live-context.tsx'
import { checkView } from '../proof/proof-view.ts'
import { StageMain, StageNote, StageRows } from './parts.tsx'
import { useStageRun } from './use-stage-run.ts'

const TONES = { proven: 'ok', holding: 'recovering', off: 'warn' } as const

/** The run: how long it breaks, then how long it takes to recover, with what proves it. */
export function StageRun() {
  const run = useStageRun()
  const now = useNow()
  if (!run) {
    return (
      <StageMain title="Nothing is broken" value="0" unit="runs">
        <StageNote>A run stands here with its evidence and its proof.</StageNote>
      </StageMain>
    )
  }
  const recovering = recoveringSeconds(run, now)
  const { tone, text, icon } = runBadge(run, now)
  const lost = run.requests ? `${run.requests.lost} questions lost.` : ''
  return (
    <StageMain
      title={run.title}
      sub={recovering === null ? 'active for' : 'time to recover'}
      value={clock(recovering ?? activeSeconds(run, now))}
      badge={{ tone, text: text.replace(/ [\d:]+$/, ''), icon }}
      sentence={run.state === 'not-healed' ? outcomeTitle(run) : recovering === null ? `${run.change}.` : lost}
    >
      <StageRows
        label="Recovery proof"
        rows={run.proof.map(check => ({
          key: check.id,
          tone: TONES[checkView(check).state],
          name: check.title,
          detail: check.now,
          figure: check.ofSeconds > 0 ? `${Math.floor(check.heldSeconds)} of ${check.ofSeconds}\u00a0s` : '',
        }))}
      />
    </StageMain>
  )
}
