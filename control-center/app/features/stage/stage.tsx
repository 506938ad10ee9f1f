import { TONE_CLASS, TONE_ICON } from '../../ui/badge.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { timeOfDay } from '../format/time.ts'
import { useKey } from '../keys/keys-context.tsx'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { useTour } from '../tour/tour-context.tsx'
import type { ActiveTour } from '../tour/use-tour.ts'
import { StageEvidence } from './stage-evidence.tsx'
import { StageMonitor } from './stage-monitor.tsx'
import { StagePods } from './stage-pods.tsx'
import { StageReplies } from './stage-replies.tsx'
import { StageRun } from './stage-run.tsx'
import { StageTrace } from './stage-trace.tsx'
import { StageWidget } from './stage-widget.tsx'
import { StageWords } from './stage-words.tsx'
import { stageSubject } from './subject.ts'

interface StageProps {
  hasDatadog: boolean
  onLeave: () => void
}

/** One thing at a time, for the back row. */
export default function Stage({ hasDatadog, onLeave }: StageProps) {
  const { active } = useTour()
  const timeZone = useTimeZone()
  const now = useNow()
  useKey('close', onLeave)
  return (
    <section className="stage" data-size="stage" aria-label="Stage">
      <header className="st-act">
        {active && <Acts active={active} />}
        <span>{active ? actWords(active) : 'Chat Demo'}</span>
        <button type="button" className="plain-button st-leave" aria-label="Leave the stage" onClick={onLeave}>
          <Icon name="close" /> <Kbd>S</Kbd>
        </button>
        <time className="mono">{timeOfDay(now, timeZone)}</time>
      </header>
      <Subject hasDatadog={hasDatadog} now={now} />
      <footer>
        <StageEvidence />
        <Services />
      </footer>
    </section>
  )
}

function actWords({ tour, current }: ActiveTour): string {
  return `Act ${current.act + 1} of ${tour.acts.length}: ${tour.acts[current.act]?.title.toLowerCase() ?? ''}`
}

function Acts({ active: { tour, pace, current } }: { active: ActiveTour }) {
  return (
    <span className="st-acts" role="img" aria-label={`Act ${current.act + 1} of ${tour.acts.length}`}>
      {pace.acts.map((act, index) => (
        <i key={act.title} className={index === current.act ? 'c' : index < current.act ? 'd' : ''} />
      ))}
    </span>
  )
}

function Subject({ hasDatadog, now }: { hasDatadog: boolean; now: number }) {
  const { active } = useTour()
  const runs = useLive(state => state.runs)
  const scenarios = useLive(state => state.scenarios)
  const step = active?.current.step ?? null
  const traceId = active?.view.progress.message?.traceId ?? null
  const subject = stageSubject({ step, traceId, runs, scenarios, hasDatadog, now })
  switch (subject.show) {
    case 'widget':
      return <StageWidget key={`${subject.dashboard}/${subject.title}`} {...subject} />
    case 'pods':
      return <StagePods workload={subject.workload} />
    case 'monitor':
      return <StageMonitor name={subject.name} />
    case 'trace':
      return <StageTrace id={subject.id} query={subject.query} />
    case 'run':
      return <StageRun />
    case 'words':
      return <StageWords />
    case 'replies':
      return <StageReplies />
  }
}

function Services() {
  const services = useLive(state => state.services)
  return (
    <ul className="st-services" aria-label="Services">
      {services.map(({ service, state, detail }) => (
        <li key={service} className={TONE_CLASS[state]}>
          <Icon name={TONE_ICON[state]} label={state} />
          <span>
            <b>{service}</b>
            <span className="cut">{detail}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
