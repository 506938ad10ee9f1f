import type { Run, ScenarioSummary } from '@chat-demo/engine'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { evidenceView } from '../chaos/evidence-view.ts'
import { runBadge } from '../chaos/run-words.ts'
import { useHealRun } from '../chaos/use-chaos.ts'
import { useNow } from '../live/live-context.tsx'
import type { GuideStep } from './guide-state.ts'
import { useWatch } from './watch-context.tsx'

interface RunGuideProps {
  run: Run
  scenario: ScenarioSummary
  steps: GuideStep[]
}

export const STEP_ICON: Record<GuideStep['state'], { icon: IconName; tone: string; said: string }> = {
  seen: { icon: 'ok', tone: 'ok', said: 'seen' },
  now: { icon: 'play', tone: 'brand', said: 'now' },
  later: { icon: 'circle', tone: 'mid', said: 'later' },
}

/** Where to look while a run is on, in order, with the evidence that turns each step green. */
export function RunGuide({ run, scenario, steps }: RunGuideProps) {
  const now = useNow()
  const seen = steps.filter(step => step.state === 'seen').length
  const badge = runBadge(run, now)
  return (
    <>
      <h2 className="h">
        What to show
        <span className="end">
          {seen} of {steps.length} seen
        </span>
      </h2>
      <div className="row mt-2 between">
        <span className="lead">{scenario.title}</span>
        <Badge tone={badge.tone} icon={badge.icon}>
          {badge.text}
        </Badge>
      </div>
      <ol className="steps" aria-live="polite">
        {steps.map((step, index) =>
          step.state === 'now' ? (
            <CurrentStep key={step.look} step={step} number={index + 1} run={run} now={now} />
          ) : (
            <QuietStep key={step.look} step={step} number={index + 1} />
          ),
        )}
      </ol>
      <div className="foot">
        <p className="label">What it teaches</p>
        <p className="mid text-sm">{scenario.teaches}</p>
      </div>
    </>
  )
}

function QuietStep({ step, number }: { step: GuideStep; number: number }) {
  const { show } = useWatch()
  const look = STEP_ICON[step.state]
  return (
    <li>
      <button type="button" className="step" onClick={() => show(step.where)}>
        <Icon name={look.icon} label={look.said} className={look.tone} />
        <span className={step.state === 'seen' ? 'mid' : ''}>
          {number} {step.look}
        </span>
        <span className="t">{step.state === 'seen' ? seenAt(step) : ''}</span>
      </button>
    </li>
  )
}

function seenAt(step: GuideStep): string {
  const latest = Math.max(...step.evidence.map(one => one.seenAfterSeconds ?? 0))
  return step.evidence.length > 0 ? `${Math.floor(latest)}\u00a0s` : ''
}

/** The proof begins with the heal. */
function HealIt({ run }: { run: Run }) {
  const heal = useHealRun()
  return (
    <Button look="go" small icon="undo" hint="H" busy={heal.isPending} onClick={() => heal.mutate(run)}>
      Heal this run
    </Button>
  )
}

function CurrentStep({ step, number, run, now }: { step: GuideStep; number: number; run: Run; now: number }) {
  const { show } = useWatch()
  return (
    <li className="cur" aria-current="step">
      <h3>
        {number} {step.look}
      </h3>
      <dl>
        <dt className="full">Why</dt>
        <dd className="full say">{step.why}</dd>
        <dt>Do</dt>
        <dd>
          {step.where === 'proof' && run.healRequestedAt === null ? (
            <HealIt run={run} />
          ) : (
            <Button look="pri" small onClick={() => show(step.where)}>
              Show it
            </Button>
          )}
        </dd>
        {step.evidence.length > 0 && <dt>Gate</dt>}
        {step.evidence.length > 0 && (
          <dd>
            {step.evidence.map(evidence => {
              const view = evidenceView(evidence, run, now)
              const seen = view.state === 'seen' || view.state === 'late'
              return (
                <p key={evidence.signal} className={`gate ${seen ? 'ok' : 'mid'}`}>
                  <Icon name={seen ? 'ok' : 'clock'} label={seen ? 'seen' : 'waiting'} />
                  <span>
                    {evidence.title}
                    <span className="dim block">
                      {view.measured} {view.promised}
                    </span>
                  </span>
                </p>
              )
            })}
          </dd>
        )}
      </dl>
    </li>
  )
}
