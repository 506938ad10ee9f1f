import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { clock } from '../format/format.ts'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { StepButton } from './current-step.tsx'
import { leftWords } from './gate-list.tsx'
import { secondsIn } from './progress.ts'
import { injects, steadyLight } from './step-words.ts'
import { useTour } from './tour-context.tsx'
import type { ActiveTour } from './use-tour.ts'

/** Where the column has no room, and on every other page: step, sentence and gate stay in sight at the foot. */
export function TourStrip() {
  const { active, back, next, end } = useTour()
  if (!active) return null
  const { tour, current } = active
  const { step, number } = current
  const act = tour.acts[current.act]
  const last = number === tour.acts.reduce((sum, one) => sum + one.steps.length, 0)
  return (
    <section className="strip tour-strip" aria-label="Tour">
      <p>
        <span className="label block cut">
          Act {current.act + 1}, {act?.title.toLowerCase()}
        </span>
        <b className="strip-title">
          {number} {step.title}
        </b>
      </p>
      <p className="say" title={step.say}>
        “{step.say}”
      </p>
      <Gate active={active} />
      <span className="row">
        <span className="strip-do">
          <StepButton active={active} small={false} />
        </span>
        <Button icon="left" hint="←" aria-label="Back" disabled={number === 1} onClick={back} />
        {last ? (
          <Button look="pri" onClick={end}>
            End the tour
          </Button>
        ) : (
          <Button look="pri" hint="→" onClick={next}>
            Next step
          </Button>
        )}
      </span>
    </section>
  )
}

/** The gate that is still to come, or the last one that was seen; and the time in this step. */
function Gate({ active: { view, current } }: { active: ActiveTour }) {
  const now = useNow()
  const { step } = current
  const gates = view.gates[step.id] ?? []
  const gate = gates.find(one => !one.green) ?? gates.at(-1)
  const missing = view.missing[step.id]
  const steady = useLive(state => state.steady)
  const light = injects(step.do) && !(step.id in view.progress.done) ? steadyLight(steady) : null
  return (
    <p className="strip-gate text-sm" aria-live="polite">
      {missing ? (
        <span className="warn row">
          <Icon name="warn" /> <span className="cut">{missing}</span>
        </span>
      ) : light && !light.ok ? (
        <span className="warn row" title={light.words}>
          <Icon name="warn" /> <span className="cut">{light.words}</span>
        </span>
      ) : (
        gate && (
          <span className={`row ${gate.green ? 'ok' : 'mid'}`} title={gate.detail}>
            <Icon name={gate.green ? 'ok' : 'clock'} label={gate.green ? 'seen' : 'waiting'} />
            <span className="cut">
              {gate.title}
              {gate.promisedBy !== null && `, ${leftWords(gate, now).split(',')[0]}`}
            </span>
          </span>
        )
      )}
      <span className="dim block">
        <span aria-live="off">
          {clock(secondsIn(view.progress, step.id, now))} of {clock(step.seconds)} for this step
        </span>
      </span>
    </p>
  )
}
