import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { clock } from '../format/format.ts'
import { useNow } from '../live/live-context.tsx'
import { CurrentStep } from './current-step.tsx'
import { leftWords } from './gate-list.tsx'
import { PaceCard } from './pace-card.tsx'
import type { ActPace } from './pacing.ts'
import { secondsIn } from './progress.ts'
import { neighbour, type PlacedStep, stepsOf } from './steps.ts'
import { useTour } from './tour-context.tsx'
import type { ActiveTour } from './use-tour.ts'

/** The tour beside the control center: where it is, what to say now, and what comes next. */
export function TourPanel({ active }: { active: ActiveTour }) {
  const { tour, view, current, pace } = active
  const { back, next, pause, end } = useTour()
  const all = stepsOf(tour)
  const following = neighbour(tour, view.progress.step, 1)
  const paused = view.progress.pausedAt !== null
  return (
    <>
      <h2 className="h">
        {tour.title}
        <span className="end">
          Step {current.number} of {all.length}
        </span>
      </h2>
      <PaceCard pace={pace} paused={paused} />
      <ol className="acts">
        {pace.acts.map((act, index) => (
          <li key={act.title}>
            <ActLine act={act} number={index + 1} first={all.find(one => one.act === index)} />
            {act.state === 'now' && (
              <ol>
                {all
                  .filter(one => one.act === index)
                  .map(one =>
                    one.step.id === current.step.id ? (
                      <CurrentStep key={one.step.id} active={active} />
                    ) : (
                      <StepLine key={one.step.id} placed={one} active={active} />
                    ),
                  )}
              </ol>
            )}
          </li>
        ))}
      </ol>
      <div className="foot tour-foot">
        {following && (
          <>
            <p className="label">Next sentence, step {current.number + 1}</p>
            <p className="mid text-sm next-sentence">“{following.say}”</p>
          </>
        )}
        <div className="row mt-2">
          <Button icon="left" hint="←" disabled={current.number === 1} onClick={back}>
            Back
          </Button>
          {following ? (
            <Button look="pri" className="grow" hint="→" onClick={next}>
              Next step
            </Button>
          ) : (
            <Button look="pri" className="grow" onClick={end}>
              End the tour
            </Button>
          )}
        </div>
        <div className="row mt-2">
          <Button look="quiet" small hint="P" aria-pressed={paused} onClick={pause}>
            {paused ? 'Go on' : 'Pause'}
          </Button>
          {following && (
            <Button look="quiet" small className="end" onClick={end}>
              End the tour
            </Button>
          )}
        </div>
      </div>
    </>
  )
}

const ACT_ICON = { done: 'ok', now: 'play', later: 'circle' } as const
const ACT_TONE = { done: 'ok', now: 'brand', later: 'mid' } as const

function ActLine({ act, number, first }: { act: ActPace; number: number; first: PlacedStep | undefined }) {
  const { go } = useTour()
  const spent = act.state === 'later' && act.spent === 0 ? '' : `${clock(act.spent)} of `
  return (
    <button type="button" className="act" disabled={!first} onClick={() => first && go(first.step.id)}>
      <Icon name={ACT_ICON[act.state]} label={act.state} className={ACT_TONE[act.state]} />
      <span>
        {number} {act.title}
      </span>
      <span className="t">
        {spent}
        {clock(act.target)}
      </span>
    </button>
  )
}

function StepLine({ placed: { step, number }, active: { view, current } }: { placed: PlacedStep; active: ActiveTour }) {
  const { go } = useTour()
  const now = useNow()
  const spent = secondsIn(view.progress, step.id, now)
  const green = step.id in view.progress.green
  const past = number < current.number
  const next = (view.gates[step.id] ?? []).find(gate => gate.promisedBy !== null)
  return (
    <li>
      <button type="button" className="step" onClick={() => go(step.id)}>
        {view.missing[step.id] ? (
          <Icon name="warn" label="not here" className="warn" />
        ) : (
          <Icon
            name={green ? 'ok' : next ? 'clock' : 'circle'}
            label={green ? 'seen' : past ? 'passed' : 'to do'}
            className={green ? 'ok' : 'mid'}
          />
        )}
        <span className={past ? 'mid' : ''}>
          {number} {step.title}
        </span>
        <span className="t">
          {past && spent > 0 && clock(spent)}
          {!past && green && <Badge tone="ok">Gate seen</Badge>}
          {!past && !green && next && leftWords(next, now).split(',')[0]}
        </span>
      </button>
    </li>
  )
}
