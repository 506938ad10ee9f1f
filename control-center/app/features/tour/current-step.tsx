import { Link } from '@remix-run/react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { clock } from '../format/format.ts'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import type { TourWatch } from './definition.ts'
import { GateList } from './gate-list.tsx'
import { secondsIn } from './progress.ts'
import { Say } from './say.tsx'
import { actionWords, heals, injects, steadyLight } from './step-words.ts'
import { useTour } from './tour-context.tsx'
import { useStepLink } from './use-step-link.ts'
import type { ActiveTour } from './use-tour.ts'

/** The present step: what to say, do and watch, and what proves it. */
export function CurrentStep({ active }: { active: ActiveTour }) {
  const { view, current } = active
  const { step, number } = current
  const now = useNow()
  const usual = useLive(state => state.tours.usual[step.id])
  const gates = view.gates[step.id] ?? []
  const missing = view.missing[step.id]
  const spent = secondsIn(view.progress, step.id, now)
  return (
    <li className="cur" aria-current="step">
      <h3 className="row">
        <span>
          {number} {step.title}
        </span>
        <span className="label mono end nowrap" title={usual ? `Usually ${clock(usual)}` : undefined}>
          {clock(spent)} of {clock(step.seconds)}
        </span>
      </h3>
      {missing && (
        <p className="text-sm warn mb-1">
          <Icon name="warn" /> Pass this one over: {missing}. {step.skip}
        </p>
      )}
      <dl>
        <dt className="full">Say</dt>
        <dd className="full say">
          <Say>{step.say}</Say>
        </dd>
        <dt>Do</dt>
        <dd>
          <StepButton active={active} />
        </dd>
        {step.watch && <dt>Watch</dt>}
        {step.watch && <dd>{watchWords(step.watch)}</dd>}
        {gates.length > 0 && <dt>Gate</dt>}
        {gates.length > 0 && (
          <dd aria-live="polite">
            <GateList gates={gates} />
          </dd>
        )}
      </dl>
      <Points points={step.points} />
    </li>
  )
}

export function StepButton({ active, small = true }: { active: ActiveTour; small?: boolean }) {
  const { act, acting } = useTour()
  const { step } = active.current
  const steady = useLive(state => state.steady)
  const inDatadog = useStepLink()
  const light = injects(step.do) && !(step.id in active.view.progress.done) ? steadyLight(steady) : null
  return (
    <>
      {light && small && (
        <p className={`gate mb-1 ${light.ok ? 'ok' : 'warn'}`}>
          <Icon name={light.ok ? 'ok' : 'warn'} />
          <span>{light.words}</span>
        </p>
      )}
      <span className="row step-buttons">
        <Button
          look={heals(step.do) ? 'go' : 'pri'}
          small={small}
          hint="Enter"
          className="tour-do"
          busy={acting}
          disabled={step.id in active.view.missing}
          title={light && !light.ok ? light.words : undefined}
          onClick={act}
        >
          {light && !light.ok ? 'Inject anyway' : actionWords(step)}
        </Button>
        {step.link && small && !(step.id in active.view.missing) && (
          <Link className="btn sm" to={step.link.page}>
            {step.link.title}
          </Link>
        )}
        {inDatadog && (
          <a
            className={`btn ${small ? 'sm' : ''}`}
            href={inDatadog.href}
            target="_blank"
            rel="noreferrer"
            aria-label={`${inDatadog.name} in Datadog`}
          >
            {small && inDatadog.name} <Icon name="external" /> <Kbd>O</Kbd>
          </a>
        )}
      </span>
    </>
  )
}

function watchWords(watch: TourWatch): string {
  if (watch.words) return watch.words
  if ('widget' in watch) return watch.widget.slice(watch.widget.indexOf('/') + 1)
  if ('monitor' in watch) return watch.monitor
  if ('card' in watch) return watch.card
  if ('pods' in watch) return watch.pods === 'all' ? 'Pods' : `Pods of ${watch.pods}`
  return 'page' in watch ? watch.page : watch.place
}

/** More to say when somebody asks. */
function Points({ points }: { points: string[] }) {
  const [open, setOpen] = useState(false)
  if (points.length === 0) return null
  return (
    <div className="mt-2">
      <button type="button" className="plain-button note" aria-expanded={open} onClick={() => setOpen(value => !value)}>
        {open ? 'Less' : `If somebody asks: ${points.length} more`}
      </button>
      {open && (
        <ul className="points mid text-sm">
          {points.map(point => (
            <li key={point}>
              <Say quoted={false}>{point}</Say>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
