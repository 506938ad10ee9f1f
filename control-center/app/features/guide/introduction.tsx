import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Meter } from '../../ui/meter.tsx'
import { useLive } from '../live/query.ts'
import { useTraffic } from '../traffic/use-traffic.ts'
import { type NextThing, nextThings } from './guide-state.ts'
import { STEP_ICON } from './run-guide.tsx'
import { useWatch } from './watch-context.tsx'

const FIRST_SCENARIO = 'worker-crash'

/** Nothing runs: what this is, and the three things that lead to a first run. */
export function Introduction() {
  const traffic = useLive(state => state.traffic)
  const steady = useLive(state => state.steady)
  const scenario = useLive(state => state.scenarios.find(one => one.id === FIRST_SCENARIO) ?? state.scenarios[0])
  const { show } = useWatch()
  return (
    <>
      <h2 className="h">What to show</h2>
      <p className="lead mt-2">A real chat, broken on purpose, healed with proof</p>
      <p className="mid text-sm mt-1">
        Customers ask a plant shop; a worker takes their questions from a queue to a model. Take the worker away, watch
        what that does, and give it back. Everything on this page is measured while you watch.
      </p>
      <ol className="steps" aria-live="polite">
        {nextThings({ traffic, steady }).map((thing, index) => (
          <Thing key={thing.id} thing={thing} number={index + 1} />
        ))}
      </ol>
      {scenario && (
        <section className="mt-3">
          <h3 className="h">
            {scenario.title}: where to look <span className="end">{scenario.guide.length} places</span>
          </h3>
          <ol>
            {scenario.guide.map((step, index) => (
              <li key={step.look}>
                <button type="button" className="step" onClick={() => show(step.where)}>
                  <Icon name="circle" className="mid" />
                  <span className="mid">
                    {index + 1} {step.look}
                  </span>
                </button>
              </li>
            ))}
          </ol>
          <div className="foot">
            <p className="label">What it teaches</p>
            <p className="mid text-sm">{scenario.teaches}</p>
          </div>
        </section>
      )}
    </>
  )
}

function Thing({ thing, number }: { thing: NextThing; number: number }) {
  const look = STEP_ICON[thing.state]
  if (thing.state !== 'now') {
    return (
      <li className="step">
        <Icon name={look.icon} label={look.said} className={look.tone} />
        <span className={thing.state === 'seen' ? 'mid' : ''}>
          {number} {thing.title}
        </span>
        <span className="t">{thing.state === 'seen' && thing.id === 'traffic' ? thing.detail : ''}</span>
      </li>
    )
  }
  return (
    <li className="cur" aria-current="step">
      <h3>
        {number} {thing.title}
      </h3>
      <p className="mid text-sm">{thing.detail}</p>
      {thing.part !== null && <Meter part={thing.part} tone="brand" label={thing.detail} className="mt-2" />}
      <Do thing={thing} />
    </li>
  )
}

function Do({ thing }: { thing: NextThing }) {
  const change = useTraffic()
  const { show } = useWatch()
  if (thing.id === 'traffic') {
    return (
      <p className="mt-2">
        <Button look="pri" small hint="T" busy={change.isPending} onClick={() => change.mutate('light')}>
          Light traffic
        </Button>
      </p>
    )
  }
  if (thing.id === 'inject') {
    return (
      <p className="mt-2">
        <Button look="pri" small hint="C" onClick={() => show('evidence')}>
          Choose it
        </Button>
      </p>
    )
  }
  return null
}
